package dev.envelope.testkit;

import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeyStore;

/** The store of tests keeps the promises of the real ones. */
class InMemoryTenantKeyStoreContractTest extends TenantKeyStoreContract {

    @Override
    protected TenantKeyStore store() {
        return new InMemoryTenantKeyStore();
    }

    @Override
    protected boolean pushes() {
        return true;
    }
}
