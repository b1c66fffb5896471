package dev.envelope.jdbc;

/** The faults of MariaDB, by the driver of MySQL. */
@RequiresDatabase(TestDatabase.MYSQL_DRIVER_ON_MARIADB)
class MySqlDriverFaultsTest extends FaultsContract {

    MySqlDriverFaultsTest() {
        super(TestDatabase.MYSQL_DRIVER_ON_MARIADB);
    }
}
