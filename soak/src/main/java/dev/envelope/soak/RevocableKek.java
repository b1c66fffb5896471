package dev.envelope.soak;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A key of a key service for a principal that has its rights at times, and none at others.
 *
 * @param allowed the key as the principal has it with its rights
 * @param denied the same without them
 * @param isDenied which of the two it is now
 */
record RevocableKek(KeyEncryptionKey allowed, KeyEncryptionKey denied, BooleanSupplier isDenied)
        implements KeyEncryptionKey {

    @Override
    public String name() {
        return allowed.name();
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        return now().wrap(key, context, deadline);
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return now().unwrap(wrapped, context, deadline);
    }

    @Override
    public GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        return now().generateDataKey(context, deadline);
    }

    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return now().rewrap(wrapped, context, deadline);
    }

    @Override
    public Optional<String> currentVersion() {
        return allowed.currentVersion();
    }

    @Override
    public void refreshVersion(Deadline deadline) {
        now().refreshVersion(deadline);
    }

    @Override
    public Set<KekCapability> capabilities() {
        return allowed.capabilities();
    }

    private KeyEncryptionKey now() {
        return isDenied.getAsBoolean() ? denied : allowed;
    }
}
