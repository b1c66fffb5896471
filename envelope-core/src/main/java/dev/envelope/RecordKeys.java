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

    List<Outcome<NewRecordKey>> forNewRecords(List<EncryptionContext> contexts, Deadline deadline) {
        return generator.generateAll(contexts, deadline);
    }

    ContentKey forRecord(KeyBlock keyBlock, byte[] header, EncryptionContext context, Deadline deadline) {
        return existingContent(opener.open(keyBlock, context, deadline), header, context);
    }

    List<Outcome<DataKey>> forRecords(List<DataKeyOpener.Request> records, Deadline deadline) {
        return opener.openAll(records, deadline);
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

    /** Closes the data key, whatever happens. */
    NewContent newContent(NewRecordKey generated, EncryptionContext context) {
        try (generated) {
            return new NewContent(
                    generated.keyBlock(), ContentKey.forNewContent(jca, generated.key(), ContentContext.of(context)));
        }
    }

    /** Closes the data key, whatever happens. */
    ContentKey existingContent(DataKey opened, byte[] header, EncryptionContext context) {
        try (opened) {
            return ContentKey.forExistingContent(jca, opened, header, ContentContext.of(context));
        }
    }
}
