package dev.envelope.jdbc;

/** Tenants over an H2 behind a socket. */
@RequiresDatabase(TestDatabase.H2_SERVER)
class H2TenantsTest extends TenantsContract {

    H2TenantsTest() {
        super(TestDatabase.H2_SERVER);
    }
}
