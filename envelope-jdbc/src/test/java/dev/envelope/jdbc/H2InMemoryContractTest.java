package dev.envelope.jdbc;

/** The contract over an H2 in this process. */
@RequiresDatabase(TestDatabase.H2_IN_MEMORY)
class H2InMemoryContractTest extends JdbcContract {

    H2InMemoryContractTest() {
        super(TestDatabase.H2_IN_MEMORY);
    }
}
