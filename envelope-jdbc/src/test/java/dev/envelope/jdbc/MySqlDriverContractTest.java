package dev.envelope.jdbc;

/** The contract over MariaDB, by the driver of MySQL. */
@RequiresDatabase(TestDatabase.MYSQL_DRIVER_ON_MARIADB)
class MySqlDriverContractTest extends JdbcContract {

    MySqlDriverContractTest() {
        super(TestDatabase.MYSQL_DRIVER_ON_MARIADB);
    }
}
