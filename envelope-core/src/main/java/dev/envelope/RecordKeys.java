package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ContentContext;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.keyring.DataKeyGenerator;
import dev.envelope.internal.keyring.DataKeyGenerator.NewRecordKey;
import dev.envelope.internal.keyring.DataKeyOpener;
import dev.envelope.internal.keyring.KeyLease;
import dev.envelope.internal.keyring.OpenedKey;
import dev.envelope.internal.keyring.Rewrapper;
import dev.envelope.internal.keyring.UnwrappedKeys;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.util.List;
import java.util.Optional;

/** From a keyring to the key of one record's content, for new records and for existing ones. */
final class RecordKeys {

    private final Jca jca;
    private final Keyring keyring;
    private final DataKeyGenerator generator;
    private final DataKeyOpener opener;
    private final Rewrapper rewrapper;

    RecordKeys(Keyring keyring, Settings settings, UnwrappedKeys unwrapped) {
        this.jca = settings.jca();
        Events events = settings.events();
        this.keyring = keyring;
        this.generator = new DataKeyGenerator(keyring, events);
        this.opener = new DataKeyOpener(keyring, unwrapped, events);
        this.rewrapper = new Rewrapper(keyring, events);
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

    /** The data key of a record, which the caller closes. */
    OpenedKey open(KeyBlock keyBlock, EncryptionContext context, Deadline deadline) {
        return opener.open(keyBlock, context, deadline);
    }

    ContentKey forRecord(KeyBlock keyBlock, byte[] header, EncryptionContext context, Deadline deadline) {
        return existingContent(opener.open(keyBlock, context, deadline).key(), header, context);
    }

    /** The same for content that is read for long: its key is asked for before each chunk whether it may still be used. */
    ContentKey forLongRead(KeyBlock keyBlock, byte[] header, EncryptionContext context, Settings settings) {
        // a cut record is no reason to ask a key service
        ChunkLayout.requireHeader(header);
        OpenedKey opened = opener.open(keyBlock, context, settings.deadline());
        ContentKey key = existingContent(opened.key(), header, context);
        key.askBeforeEachChunk(
                () -> opened.lease().require(settings.deadline()),
                code -> settings.events().failed(RecordOperation.DECRYPT, code));
        return key;
    }

    /** The same for content that is written for long. */
    NewContent forLongWrite(EncryptionContext context, Settings settings) {
        NewContent content = forNewRecord(context, settings.deadline());
        KeyLease lease = KeyLease.of(keyring.encrypting(), content.keyBlock());
        content.key()
                .askBeforeEachChunk(
                        () -> lease.require(settings.deadline()),
                        code -> settings.events().failed(RecordOperation.ENCRYPT, code));
        return content;
    }

    List<Outcome<DataKey>> forRecords(List<DataKeyOpener.Request> records, Deadline deadline) {
        return opener.openAll(records, deadline);
    }

    KeyBlock rewrap(KeyBlock keyBlock, byte[] header, EncryptionContext context, Deadline deadline) {
        return rewrapper.rewrap(rewrapping(keyBlock, header, context), deadline);
    }

    List<Outcome<KeyBlock>> rewrapAll(List<Rewrapper.Request> records, Deadline deadline) {
        return rewrapper.rewrapAll(records, deadline);
    }

    Optional<KeyBlock> refreshed(KeyBlock keyBlock, EncryptionContext context, DataKey proven, Deadline deadline) {
        return rewrapper.refreshed(keyBlock, context, proven, deadline);
    }

    /** What is wrapped in this process is first proven to be the data key of this content. */
    Rewrapper.Request rewrapping(KeyBlock keyBlock, byte[] header, EncryptionContext context) {
        return new Rewrapper.Request(
                keyBlock,
                context,
                key -> ContentKey.forExistingContent(jca, key, header, ContentContext.of(context))
                        .close());
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
            return provenContent(opened, header, context);
        }
    }

    /** Leaves the data key open: it is the one of this content, if this returns. */
    ContentKey provenContent(DataKey opened, byte[] header, EncryptionContext context) {
        return ContentKey.forExistingContent(jca, opened, header, ContentContext.of(context));
    }
}
