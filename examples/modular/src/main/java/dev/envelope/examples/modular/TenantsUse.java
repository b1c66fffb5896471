package dev.envelope.examples.modular;

import dev.envelope.LocalKey;
import dev.envelope.jdbc.JdbcTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import org.h2.jdbcx.JdbcDataSource;

/** A tenant's key, kept in a database. */
final class TenantsUse implements Use {

    @Override
    public Class<?> ofClass() {
        return JdbcTenantKeyStore.class;
    }

    @Override
    public String run() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:modular;DB_CLOSE_DELAY=-1");
        JdbcTenantKeyStore.createTables(database);
        try (TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("root"), new JdbcTenantKeyStore(database))) {
            tenants.create("acme");
            return Main.roundTrip(tenants.cipher("acme"));
        }
    }
}
