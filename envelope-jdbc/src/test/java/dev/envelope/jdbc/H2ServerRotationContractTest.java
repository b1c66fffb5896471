package dev.envelope.jdbc;

/** The contract of stores of rows over {@link TestDatabase#H2_SERVER}. */
@RequiresDatabase(TestDatabase.H2_SERVER)
class H2ServerRotationContractTest extends JdbcRotationContract {

    H2ServerRotationContractTest() {
        super(TestDatabase.H2_SERVER);
    }
}
