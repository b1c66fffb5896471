package dev.envelope.examples.cardvault;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;

/** A key whose service always fails in the same way. */
record FailingKey(EnvelopeException failure) implements KeyEncryptionKey {

    @Override
    public String name() {
        return "cards";
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        throw failure;
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        throw failure;
    }
}
