package dev.envelope.jdbc;

/** The contract of stores of rows over {@link TestDatabase#POSTGRESQL}. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class PostgresRotationContractTest extends JdbcRotationContract {

    PostgresRotationContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
