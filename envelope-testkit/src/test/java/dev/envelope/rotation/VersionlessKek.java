package dev.envelope.rotation;

import dev.envelope.EncryptionContext;
import dev.envelope.LocalKey;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;

/** A key service that does not tell which version of its key wraps. */
record VersionlessKek(LocalKey key) implements KeyEncryptionKey {

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
        WrappedKey wrapped = key.wrap(dataKey, context, deadline);
        return WrappedKey.of(wrapped.kekName(), "", wrapped.bytes());
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return key.unwrap(WrappedKey.of(wrapped.kekName(), "1", wrapped.bytes()), context, deadline);
    }
}
