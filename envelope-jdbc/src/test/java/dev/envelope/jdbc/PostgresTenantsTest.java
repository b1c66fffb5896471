package dev.envelope.jdbc;

import java.time.Duration;

/** Tenants over PostgreSQL, which pushes: other processes never poll here. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class PostgresTenantsTest extends TenantsContract {

    PostgresTenantsTest() {
        super(TestDatabase.POSTGRESQL);
    }

    @Override
    Duration pollInterval() {
        return Duration.ofHours(1);
    }
}
