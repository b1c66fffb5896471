package dev.envelope.testkit;

/** The table of tests keeps the promises of the real ones. */
class InMemoryTableContractTest extends RotationStoreContract {

    @Override
    protected RotationTable table(TableShape shape) {
        return InMemoryRotationTable.of(shape, table -> table);
    }
}
