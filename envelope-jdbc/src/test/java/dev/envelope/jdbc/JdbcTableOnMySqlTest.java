package dev.envelope.jdbc;

/** A table over {@link TestDatabase#MYSQL}. */
@RequiresDatabase(TestDatabase.MYSQL)
class JdbcTableOnMySqlTest extends JdbcTableContract {

    JdbcTableOnMySqlTest() {
        super(TestDatabase.MYSQL);
    }
}
