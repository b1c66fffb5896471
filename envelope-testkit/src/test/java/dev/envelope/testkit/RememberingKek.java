package dev.envelope.testkit;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Does what another key does, and tells of each key that passes: data keys are random, and this is how a test learns them. */
public final class RememberingKek implements KeyEncryptionKey {

    private final KeyEncryptionKey kek;
    private final BiConsumer<DataKey, EncryptionContext> told;

    /** Tells each key and what it is for, before anyone else has it. */
    public RememberingKek(KeyEncryptionKey kek, BiConsumer<DataKey, EncryptionContext> told) {
        this.kek = kek;
        this.told = told;
    }

    @Override
    public String name() {
        return kek.name();
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        told.accept(key, context);
        return kek.wrap(key, context, deadline);
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        DataKey key = kek.unwrap(wrapped, context, deadline);
        told.accept(key, context);
        return key;
    }

    @Override
    public GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        GeneratedDataKey generated = kek.generateDataKey(context, deadline);
        told.accept(generated.key(), context);
        return generated;
    }

    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return kek.rewrap(wrapped, context, deadline);
    }

    @Override
    public Optional<String> currentVersion() {
        return kek.currentVersion();
    }

    @Override
    public void refreshVersion(Deadline deadline) {
        kek.refreshVersion(deadline);
    }

    @Override
    public Set<KekCapability> capabilities() {
        return kek.capabilities();
    }

    @Override
    public String toString() {
        return kek.toString();
    }
}
