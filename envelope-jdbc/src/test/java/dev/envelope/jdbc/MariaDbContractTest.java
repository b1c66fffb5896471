package dev.envelope.jdbc;

/** The contract over MariaDB, by its own driver. */
@RequiresDatabase(TestDatabase.MARIADB)
class MariaDbContractTest extends JdbcContract {

    MariaDbContractTest() {
        super(TestDatabase.MARIADB);
    }
}
