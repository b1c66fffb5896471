package dev.envelope.jdbc;

/** The faults of MariaDB, by its own driver. */
@RequiresDatabase(TestDatabase.MARIADB)
class MariaDbFaultsTest extends FaultsContract {

    MariaDbFaultsTest() {
        super(TestDatabase.MARIADB);
    }
}
