package dev.envelope.jdbc;

/** The contract of stores of rows over {@link TestDatabase#MYSQL}. */
@RequiresDatabase(TestDatabase.MYSQL)
class MySqlRotationContractTest extends JdbcRotationContract {

    MySqlRotationContractTest() {
        super(TestDatabase.MYSQL);
    }
}
