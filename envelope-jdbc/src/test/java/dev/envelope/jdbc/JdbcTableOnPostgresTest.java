package dev.envelope.jdbc;

/** A table over {@link TestDatabase#POSTGRESQL}. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class JdbcTableOnPostgresTest extends JdbcTableContract {

    JdbcTableOnPostgresTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
