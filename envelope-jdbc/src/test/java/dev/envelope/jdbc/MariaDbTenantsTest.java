package dev.envelope.jdbc;

/** Tenants over MariaDB. */
@RequiresDatabase(TestDatabase.MARIADB)
class MariaDbTenantsTest extends TenantsContract {

    MariaDbTenantsTest() {
        super(TestDatabase.MARIADB);
    }
}
