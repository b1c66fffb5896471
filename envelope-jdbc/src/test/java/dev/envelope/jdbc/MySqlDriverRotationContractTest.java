package dev.envelope.jdbc;

/** The contract of stores of rows over {@link TestDatabase#MYSQL_DRIVER_ON_MARIADB}. */
@RequiresDatabase(TestDatabase.MYSQL_DRIVER_ON_MARIADB)
class MySqlDriverRotationContractTest extends JdbcRotationContract {

    MySqlDriverRotationContractTest() {
        super(TestDatabase.MYSQL_DRIVER_ON_MARIADB);
    }
}
