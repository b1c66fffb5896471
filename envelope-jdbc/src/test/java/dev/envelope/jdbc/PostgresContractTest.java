package dev.envelope.jdbc;

/** The contract over PostgreSQL. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class PostgresContractTest extends JdbcContract {

    PostgresContractTest() {
        super(TestDatabase.POSTGRESQL);
    }

    @Override
    protected boolean pushes() {
        return true;
    }
}
