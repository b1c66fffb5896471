package dev.envelope.jdbc;

/** A table over {@link TestDatabase#H2_IN_MEMORY}. */
@RequiresDatabase(TestDatabase.H2_IN_MEMORY)
class JdbcTableOnH2InMemoryTest extends JdbcTableContract {

    JdbcTableOnH2InMemoryTest() {
        super(TestDatabase.H2_IN_MEMORY);
    }
}
