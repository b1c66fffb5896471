package dev.envelope.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The key of a table as the database understands it.
 *
 * @param dialect the database's way
 * @param table the table
 */
record KeyColumns(Dialect dialect, TableShape table) {

    /** The columns to select. */
    String sql() {
        return table.keys().stream()
                .map(key -> key.kind().textIsSql() ? dialect.read(key) : dialect.keyText(key, key.sql()))
                .collect(Collectors.joining(", "));
    }

    /** The key of a row that has these columns from an index on. */
    List<String> read(ResultSet row, int first) throws SQLException {
        List<String> key = new ArrayList<>();
        for (int i = 0; i < table.keys().size(); i++) {
            ColumnKind kind = table.keys().get(i).kind();
            String text = kind.textIsSql() ? kind.text(row, first + i) : row.getString(first + i);
            key.add(text == null ? "" : text);
        }
        return key;
    }
}
