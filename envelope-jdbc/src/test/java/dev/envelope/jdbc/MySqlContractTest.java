package dev.envelope.jdbc;

/** The contract over MySQL: where one is named. */
@RequiresDatabase(TestDatabase.MYSQL)
class MySqlContractTest extends JdbcContract {

    MySqlContractTest() {
        super(TestDatabase.MYSQL);
    }
}
