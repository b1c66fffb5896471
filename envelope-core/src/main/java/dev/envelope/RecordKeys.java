package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ContentContext;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.keyring.DataKeyGenerator;
import dev.envelope.internal.keyring.DataKeyGenerator.NewRecordKey;
import dev.envelope.internal.keyring.DataKeyOpener;
import dev.envelope.internal.keyring.Rewrapper;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** From a keyring to the key of one record's content, for new records and for existing ones. */
final class RecordKeys {

    private final Jca jca;
    private final DataKeyGenerator generator;
    private final DataKeyOpener opener;
    private final Rewrapper rewrapper;

    RecordKeys(Keyring keyring, Jca jca) {
        this.jca = jca;
        this.generator = new DataKeyGenerator(keyring);
        this.opener = new DataKeyOpener(keyring);
        this.rewrapper = new Rewrapper(keyring);
    }

    /** What a new record is encrypted under, and the key block that goes before it. */
    record NewContent(KeyBlock keyBlock, ContentKey key) implements AutoCloseable {
        @Override
        public void close() {
            key.close();
        }
    }

    NewContent forNewRecord(EncryptionContext context, Deadline deadline) {
        return newContent(generator.generate(context, deadline), context);
    }

    List<Outcome<NewContent>> forNewRecords(List<EncryptionContext> contexts, Deadline deadline) {
        List<Outcome<NewRecordKey>> generated = generator.generateAll(contexts, deadline);
        return inOrder(generated.size(), i -> generated.get(i).map(key -> newContent(key, contexts.get(i))));
    }

    ContentKey forRecord(KeyBlock keyBlock, byte[] header, EncryptionContext context, Deadline deadline) {
        return existingContent(opener.open(keyBlock, context, deadline), header, context);
    }

    /** A record whose key is wanted: its key block, and the header of its content block. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Existing(KeyBlock keyBlock, byte[] header, EncryptionContext context) {}

    List<Outcome<ContentKey>> forRecords(List<Existing> records, Deadline deadline) {
        List<Outcome<DataKey>> opened = opener.openAll(
                records.stream()
                        .map(record -> new DataKeyOpener.Request(record.keyBlock, record.context))
                        .toList(),
                deadline);
        return inOrder(
                opened.size(),
                i -> opened.get(i).map(key -> existingContent(key, records.get(i).header, records.get(i).context)));
    }

    KeyBlock rewrap(KeyBlock keyBlock, byte[] header, EncryptionContext context, Deadline deadline) {
        return rewrapper.rewrap(
                keyBlock,
                context,
                key -> ContentKey.forExistingContent(jca, key, header, ContentContext.of(context))
                        .close(),
                deadline);
    }

    void refreshVersions(Deadline deadline) {
        rewrapper.refreshVersions(deadline);
    }

    Staleness staleness(KeyBlock keyBlock) {
        return rewrapper.staleness(keyBlock);
    }

    private NewContent newContent(NewRecordKey generated, EncryptionContext context) {
        try (generated) {
            return new NewContent(
                    generated.keyBlock(), ContentKey.forNewContent(jca, generated.key(), ContentContext.of(context)));
        }
    }

    private ContentKey existingContent(DataKey opened, byte[] header, EncryptionContext context) {
        try (opened) {
            return ContentKey.forExistingContent(jca, opened, header, ContentContext.of(context));
        }
    }

    private static <T> List<T> inOrder(int size, IntFunction<T> function) {
        return IntStream.range(0, size).mapToObj(function).toList();
    }
}
