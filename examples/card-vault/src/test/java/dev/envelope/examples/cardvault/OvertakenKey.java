package dev.envelope.examples.cardvault;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** A key that takes so long to rewrap that something else happens meanwhile. */
record OvertakenKey(KeyEncryptionKey key, Event meanwhile) implements KeyEncryptionKey {

    /** What happens meanwhile. */
    @FunctionalInterface
    interface Event {
        void happen() throws SQLException;
    }

    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        WrappedKey rewrapped = key.rewrap(wrapped, context, deadline);
        try {
            meanwhile.happen();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rewrapped;
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
        return key.wrap(dataKey, context, deadline);
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return key.unwrap(wrapped, context, deadline);
    }

    @Override
    public Optional<String> currentVersion() {
        return key.currentVersion();
    }

    @Override
    public void refreshVersion(Deadline deadline) {
        key.refreshVersion(deadline);
    }

    @Override
    public Set<KekCapability> capabilities() {
        return key.capabilities();
    }
}
