package dev.envelope.testkit;

import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantChanges;
import dev.envelope.tenant.TenantKeyStore;
import java.util.List;
import java.util.Optional;

/** A store that does what another one does, but for what it does otherwise. It does not push. */
public interface StoreOverAnother extends TenantKeyStore {

    /** The other one. */
    TenantKeyStore other();

    @Override
    default Optional<KeyBlock> storeKey(Deadline deadline) {
        return other().storeKey(deadline);
    }

    @Override
    default boolean insertStoreKey(KeyBlock wrapped, Deadline deadline) {
        return other().insertStoreKey(wrapped, deadline);
    }

    @Override
    default boolean replaceStoreKey(KeyBlock expected, KeyBlock replacement, Deadline deadline) {
        return other().replaceStoreKey(expected, replacement, deadline);
    }

    @Override
    default Optional<StoredTenant> find(String tenantId, Deadline deadline) {
        return other().find(tenantId, deadline);
    }

    @Override
    default boolean insert(StoredTenant tenant, Deadline deadline) {
        return other().insert(tenant, deadline);
    }

    @Override
    default boolean replace(StoredTenant tenant, Deadline deadline) {
        return other().replace(tenant, deadline);
    }

    @Override
    default List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline) {
        return other().list(after, limit, deadline);
    }

    @Override
    default long position(Deadline deadline) {
        return other().position(deadline);
    }

    @Override
    default TenantChanges changesSince(long position, Deadline deadline) {
        return other().changesSince(position, deadline);
    }
}
