package dev.envelope.jdbc;

/** The contract over an H2 behind a socket. */
@RequiresDatabase(TestDatabase.H2_SERVER)
class H2ServerContractTest extends JdbcContract {

    H2ServerContractTest() {
        super(TestDatabase.H2_SERVER);
    }
}
