package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ContentBlock;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.internal.keyring.DataKeyOpener;
import dev.envelope.kek.Deadline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Encrypting, decrypting and rewrapping lists: as few calls as the key services allow, and an outcome for each item. */
record Lists(RecordKeys keys, NestedEnvelopeGuard guard, PlaintextReading reading) {

    List<Outcome<byte[]>> encrypt(List<Item> messages, Deadline deadline) {
        List<Outcome<Item>> allowed = each(messages, message -> {
            guard.check(message.bytes());
            return message;
        });
        List<EncryptionContext> contexts =
                successes(allowed).stream().map(Item::context).toList();
        return joined(allowed, keys.forNewRecords(contexts, deadline), (message, generated) -> {
            try (RecordKeys.NewContent content = keys.newContent(generated, message.context())) {
                return ContentBlock.seal(content.keyBlock().toBytes(), content.key(), message.bytes());
            }
        });
    }

    List<Outcome<byte[]>> decrypt(List<Item> envelopes, Deadline deadline) {
        return decryptStored(each(envelopes, item -> Stored.of(reading.of(item.bytes()), item.context())), deadline);
    }

    List<Outcome<byte[]>> decryptText(List<TextItem> envelopes, Deadline deadline) {
        return decryptStored(each(envelopes, item -> Stored.of(reading.of(item.envelope()), item.context())), deadline);
    }

    List<Outcome<byte[]>> rewrap(List<Item> envelopes, Deadline deadline) {
        return rewrapParsed(
                each(envelopes, item -> new Sealed(ParsedEnvelope.of(item.bytes()), item.context())), deadline);
    }

    List<Outcome<byte[]>> rewrapText(List<TextItem> envelopes, Deadline deadline) {
        return rewrapParsed(
                each(envelopes, item -> new Sealed(ParsedEnvelope.of(item.envelope()), item.context())), deadline);
    }

    private List<Outcome<byte[]>> rewrapParsed(List<Outcome<Sealed>> parsed, Deadline deadline) {
        Iterator<Outcome<KeyBlock>> rewrapped = keys.rewrapAll(
                        successes(parsed).stream()
                                .map(one -> keys.rewrapping(
                                        one.envelope.keyBlock(), one.envelope.contentHeader(), one.context))
                                .toList(),
                        deadline)
                .iterator();
        return parsed.stream()
                .map(item -> item.isSuccess()
                        ? rewrapped
                                .next()
                                .<byte[]>map(
                                        keyBlock -> item.orElseThrow().envelope.withKeyBlock(keyBlock))
                        : Outcome.<byte[]>failure(item.failure().orElseThrow()))
                .toList();
    }

    /** Opens the envelopes, and puts what is read as it is, and what failed before, back where it stood among them. */
    private List<Outcome<byte[]>> decryptStored(List<Outcome<Stored>> items, Deadline deadline) {
        List<Sealed> sealed =
                successes(items).stream().flatMap(item -> item.sealed.stream()).toList();
        Iterator<Outcome<byte[]>> opened = decryptSealed(sealed, deadline).iterator();
        return items.stream()
                .map(item -> item.isSuccess() && item.orElseThrow().sealed.isPresent()
                        ? opened.next()
                        : item.<byte[]>map(one -> one.plaintext.orElseThrow()))
                .toList();
    }

    private List<Outcome<byte[]>> decryptSealed(List<Sealed> sealed, Deadline deadline) {
        List<DataKeyOpener.Request> requests = sealed.stream()
                .map(one -> new DataKeyOpener.Request(one.envelope.keyBlock(), one.context))
                .toList();
        return joined(each(sealed, one -> one), keys.forRecords(requests, deadline), (one, dataKey) -> {
            try (ContentKey key = keys.existingContent(dataKey, one.envelope.contentHeader(), one.context)) {
                return one.envelope.open(key);
            }
        });
    }

    private record Sealed(ParsedEnvelope envelope, EncryptionContext context) {}

    /** A value of a column: plaintext to be returned as it is, or an envelope. One of the two is there. */
    private record Stored(Optional<byte[]> plaintext, Optional<Sealed> sealed) {

        static Stored of(PlaintextReading.StoredValue value, EncryptionContext context) {
            Optional<byte[]> plaintext = value.plaintext();
            return new Stored(
                    plaintext,
                    plaintext.isPresent() ? Optional.empty() : Optional.of(new Sealed(value.envelope(), context)));
        }
    }

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

    /**
     * Joins the items that are still in with the keys that were had for them, one after the other, and keeps the failures in
     * their places. Whatever happens, no key is left open.
     */
    private static <T, K extends AutoCloseable> List<Outcome<byte[]>> joined(
            List<Outcome<T>> items, List<Outcome<K>> ofSuccesses, BiFunction<T, K, byte[]> function) {
        List<Outcome<byte[]>> joined = new ArrayList<>(items.size());
        Iterator<Outcome<K>> next = ofSuccesses.iterator();
        try {
            for (Outcome<T> item : items) {
                joined.add(
                        item.isSuccess()
                                ? next.next().map(key -> function.apply(item.orElseThrow(), key))
                                : Outcome.failure(item.failure().orElseThrow()));
            }
            return joined;
        } finally {
            successes(ofSuccesses).forEach(Lists::close);
        }
    }

    private static void close(AutoCloseable key) {
        try {
            key.close();
        } catch (Exception e) {
            throw new IllegalStateException("keys close without failing", e);
        }
    }
}
