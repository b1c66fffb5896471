package dev.envelope.jdbc;

/** The contract of stores of rows over {@link TestDatabase#H2_IN_MEMORY}. */
@RequiresDatabase(TestDatabase.H2_IN_MEMORY)
class H2InMemoryRotationContractTest extends JdbcRotationContract {

    H2InMemoryRotationContractTest() {
        super(TestDatabase.H2_IN_MEMORY);
    }
}
