package dev.envelope.testkit;

import dev.envelope.testkit.TableShape.Column;
import java.util.ArrayList;
import java.util.List;

/** Makes the tables of one test of the contract, and closes them. */
final class TablesUnderTest implements AutoCloseable {

    private final RotationStoreContract contract;
    private final List<TableUnderTest> open = new ArrayList<>();

    TablesUnderTest(RotationStoreContract contract) {
        this.contract = contract;
    }

    /** What a test does with a table. */
    @FunctionalInterface
    interface Body {
        void with(TableUnderTest table) throws Exception;
    }

    TableUnderTest table(TableShape shape) throws Exception {
        TableUnderTest table = new TableUnderTest(contract.table(shape), shape);
        open.add(table);
        return table;
    }

    /** A table with a number as its key, a note, and one column for envelopes. */
    TableUnderTest simple(boolean text) throws Exception {
        return table(new TableShape(
                List.of(new Column("id", ColumnType.NUMBER)),
                List.of(new Column("note", ColumnType.TEXT)),
                List.of(new Column("pan", text ? ColumnType.TEXT_VALUE : ColumnType.BINARY_VALUE))));
    }

    /** A table with this key, and one column for envelopes. */
    TableUnderTest keyed(ColumnType... key) throws Exception {
        List<Column> columns = new ArrayList<>();
        for (ColumnType type : key) {
            columns.add(new Column("k" + "abcdefgh".charAt(columns.size()), type));
        }
        return table(new TableShape(columns, List.of(), List.of(new Column("pan", ColumnType.BINARY_VALUE))));
    }

    /** A table with two columns for envelopes, one of each form. */
    TableUnderTest twoColumns() throws Exception {
        return table(new TableShape(
                List.of(new Column("id", ColumnType.NUMBER)),
                List.of(new Column("note", ColumnType.TEXT)),
                List.of(new Column("pan", ColumnType.BINARY_VALUE), new Column("iban", ColumnType.TEXT_VALUE))));
    }

    /** Does the same with a simple table of either form. */
    void inBothForms(Body body) throws Exception {
        for (boolean text : new boolean[] {false, true}) {
            TableUnderTest table = simple(text);
            try {
                body.with(table);
            } catch (AssertionError e) {
                throw new AssertionError("With a " + (text ? "text" : "binary") + " column: " + e.getMessage(), e);
            }
            open.remove(table);
            table.close();
        }
    }

    @Override
    public void close() {
        open.forEach(TableUnderTest::close);
    }
}
