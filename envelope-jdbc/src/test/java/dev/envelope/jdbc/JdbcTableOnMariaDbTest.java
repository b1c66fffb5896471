package dev.envelope.jdbc;

/** A table over {@link TestDatabase#MARIADB}. */
@RequiresDatabase(TestDatabase.MARIADB)
class JdbcTableOnMariaDbTest extends JdbcTableContract {

    JdbcTableOnMariaDbTest() {
        super(TestDatabase.MARIADB);
    }
}
