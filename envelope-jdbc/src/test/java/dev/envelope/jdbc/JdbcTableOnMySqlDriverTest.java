package dev.envelope.jdbc;

/** A table over {@link TestDatabase#MYSQL_DRIVER_ON_MARIADB}. */
@RequiresDatabase(TestDatabase.MYSQL_DRIVER_ON_MARIADB)
class JdbcTableOnMySqlDriverTest extends JdbcTableContract {

    JdbcTableOnMySqlDriverTest() {
        super(TestDatabase.MYSQL_DRIVER_ON_MARIADB);
    }
}
