package dev.envelope.testkit;

import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantState;
import java.time.Instant;
import java.util.List;

/** What a hand in the database can write. */
final class TenantEdits {

    private TenantEdits() {}

    static StoredTenant keys(StoredTenant tenant, List<StoredTenantKey> keys) {
        return edited(tenant, tenant.state(), tenant.currentVersion(), tenant.createdAt(), tenant.changedAt(), keys);
    }

    static StoredTenant state(StoredTenant tenant, TenantState state) {
        return edited(tenant, state, tenant.currentVersion(), tenant.createdAt(), tenant.changedAt(), tenant.keys());
    }

    static StoredTenant currentVersion(StoredTenant tenant, String version) {
        return edited(tenant, tenant.state(), version, tenant.createdAt(), tenant.changedAt(), tenant.keys());
    }

    static StoredTenant createdAt(StoredTenant tenant, Instant at) {
        return edited(tenant, tenant.state(), tenant.currentVersion(), at, tenant.changedAt(), tenant.keys());
    }

    static StoredTenant changedAt(StoredTenant tenant, Instant at) {
        return edited(tenant, tenant.state(), tenant.currentVersion(), tenant.createdAt(), at, tenant.keys());
    }

    private static StoredTenant edited(
            StoredTenant tenant,
            TenantState state,
            String currentVersion,
            Instant createdAt,
            Instant changedAt,
            List<StoredTenantKey> keys) {
        return new StoredTenant(
                tenant.tenantId(), tenant.revision(), state, currentVersion, createdAt, changedAt, keys, tenant.seal());
    }
}
