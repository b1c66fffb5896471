package dev.envelope.jdbc;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table of the application's: what is rotated, what tells its rows apart, and what contexts are made of.
 *
 * @param schema its schema, as the database has it
 * @param table its name, as the database has it
 * @param sql its name in a statement, quoted
 * @param partitioned whether it is one in name only
 * @param keys the columns of its key, at least one
 * @param envelopes the columns that are rotated, by the name that the application has for them
 * @param reading further columns that are read
 * @param keeping columns that update themselves, which are to stay as they are
 */
record TableShape(
        String schema,
        String table,
        String sql,
        boolean partitioned,
        List<TableColumn> keys,
        Map<String, TableColumn> envelopes,
        List<TableColumn> reading,
        List<TableColumn> keeping) {

    TableColumn envelope(String column) {
        TableColumn found = envelopes.get(column);
        if (found == null) {
            throw new IllegalArgumentException("Column " + column + " is not one of " + envelopes.keySet());
        }
        return found;
    }

    /**
     * All columns of a table, as a database describes it.
     *
     * @param schema its schema
     * @param table its name
     * @param partitioned whether it is one in name only
     * @param columns its columns
     */
    record Described(String schema, String table, boolean partitioned, List<TableColumn> columns) {

        /** The column of a name; in another case where there is only one. */
        Optional<TableColumn> column(String name) {
            List<TableColumn> alike = columns.stream()
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                    .toList();
            return alike.stream()
                    .filter(each -> each.name().equals(name) || alike.size() == 1)
                    .findFirst()
                    .map(each -> each.named(name));
        }
    }
}
