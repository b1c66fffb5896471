package dev.envelope.testkit;

import dev.envelope.EncryptionContext;
import dev.envelope.format.Envelope;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KeyEncryptionKey;

/** What someone can do who unwrapped one record's data key once, and kept it: the key-encryption key is not asked again. */
final class KeptDataKey implements KeyEncryptionKey {

    private final WrappedKey entry;
    private final byte[] bytes;

    private KeptDataKey(WrappedKey entry, byte[] bytes) {
        this.entry = entry;
        this.bytes = bytes;
    }

    static KeptDataKey of(KeyEncryptionKey kek, byte[] envelope, EncryptionContext context) {
        WrappedKey entry = Envelope.parse(envelope).keyBlock().key(kek.name()).orElseThrow();
        try (DataKey key = kek.unwrap(entry, context, TestDeadlines.minute())) {
            return new KeptDataKey(entry, key.use(byte[]::clone));
        }
    }

    @Override
    public String name() {
        return entry.kekName();
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        throw new AssertionError("It has an entry for its own data key only");
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return DataKey.takeFrom(bytes.clone());
    }

    @Override
    public GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        return new GeneratedDataKey(DataKey.takeFrom(bytes.clone()), entry);
    }
}
