package dev.envelope;

import dev.envelope.internal.content.ContentBlock;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.kek.Deadline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Encrypting and decrypting lists: as few calls as the key services allow, and an outcome for each item. */
record Lists(RecordKeys keys, NestedEnvelopeGuard guard) {

    List<Outcome<byte[]>> encrypt(List<Item> messages, Deadline deadline) {
        List<Outcome<Item>> allowed = each(messages, message -> {
            guard.check(message.bytes());
            return message;
        });
        List<EncryptionContext> contexts =
                successes(allowed).stream().map(Item::context).toList();
        return joined(allowed, keys.forNewRecords(contexts, deadline), (message, content) -> {
            try (content) {
                return ContentBlock.seal(content.keyBlock().toBytes(), content.key(), message.bytes());
            }
        });
    }

    List<Outcome<byte[]>> decrypt(List<Item> envelopes, Deadline deadline) {
        return decryptParsed(
                each(envelopes, item -> new Sealed(ParsedEnvelope.of(item.bytes()), item.context())), deadline);
    }

    List<Outcome<byte[]>> decryptText(List<TextItem> envelopes, Deadline deadline) {
        return decryptParsed(
                each(envelopes, item -> new Sealed(ParsedEnvelope.of(item.envelope()), item.context())), deadline);
    }

    private List<Outcome<byte[]>> decryptParsed(List<Outcome<Sealed>> parsed, Deadline deadline) {
        List<RecordKeys.Existing> records = successes(parsed).stream()
                .map(one -> new RecordKeys.Existing(one.envelope.keyBlock(), one.envelope.contentHeader(), one.context))
                .toList();
        return joined(parsed, keys.forRecords(records, deadline), (one, key) -> {
            try (ContentKey used = key) {
                return one.envelope.open(used);
            }
        });
    }

    private record Sealed(ParsedEnvelope envelope, EncryptionContext context) {}

    private static <T, R> List<Outcome<R>> each(List<T> items, Function<T, R> function) {
        return items.stream()
                .map(item -> Outcome.success(item).<R>map(function))
                .toList();
    }

    private static <T> List<T> successes(List<Outcome<T>> outcomes) {
        return outcomes.stream()
                .filter(Outcome::isSuccess)
                .map(Outcome::orElseThrow)
                .toList();
    }

    /** Joins the items that are still in with what became of them next, and keeps the failures in their places. */
    private static <T, K> List<Outcome<byte[]>> joined(
            List<Outcome<T>> items, List<Outcome<K>> ofSuccesses, BiFunction<T, K, byte[]> function) {
        List<Outcome<byte[]>> joined = new ArrayList<>(items.size());
        Iterator<Outcome<K>> next = ofSuccesses.iterator();
        for (Outcome<T> item : items) {
            joined.add(
                    item.isSuccess()
                            ? next.next().map(key -> function.apply(item.orElseThrow(), key))
                            : Outcome.failure(item.failure().orElseThrow()));
        }
        return joined;
    }
}
