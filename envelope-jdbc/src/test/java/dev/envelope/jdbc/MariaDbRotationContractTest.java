package dev.envelope.jdbc;

/** The contract of stores of rows over {@link TestDatabase#MARIADB}. */
@RequiresDatabase(TestDatabase.MARIADB)
class MariaDbRotationContractTest extends JdbcRotationContract {

    MariaDbRotationContractTest() {
        super(TestDatabase.MARIADB);
    }
}
