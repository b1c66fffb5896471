package dev.envelope.testkit;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;
import java.util.Set;

/** A key that does what another one does, with the defaults of the interface for the rest. */
class ForwardingKek implements KeyEncryptionKey {

    final KeyEncryptionKey kek;

    ForwardingKek(KeyEncryptionKey kek) {
        this.kek = kek;
    }

    @Override
    public String name() {
        return kek.name();
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        return kek.wrap(key, context, deadline);
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return kek.unwrap(wrapped, context, deadline);
    }

    @Override
    public Optional<String> currentVersion() {
        return kek.currentVersion();
    }

    @Override
    public Set<KekCapability> capabilities() {
        return Set.of(KekCapability.BINDS_CONTEXT, KekCapability.REPORTS_VERSIONS, KekCapability.AUTHENTICATES);
    }
}
