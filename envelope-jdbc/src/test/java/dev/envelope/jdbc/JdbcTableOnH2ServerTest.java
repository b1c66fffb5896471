package dev.envelope.jdbc;

/** A table over {@link TestDatabase#H2_SERVER}. */
@RequiresDatabase(TestDatabase.H2_SERVER)
class JdbcTableOnH2ServerTest extends JdbcTableContract {

    JdbcTableOnH2ServerTest() {
        super(TestDatabase.H2_SERVER);
    }
}
