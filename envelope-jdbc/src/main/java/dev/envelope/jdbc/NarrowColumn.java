package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.LengthAfter;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether a column is too narrow for values that grow.
 *
 * @param dialect the database's way
 * @param table the table
 * @param column the column
 */
record NarrowColumn(Dialect dialect, TableShape table, TableColumn column) {

    /** Reads the whole column, where it has a width. */
    Optional<String> warning(Session session, LengthAfter after) throws SQLException {
        if (column.width() == TableColumn.NO_WIDTH) {
            return Optional.empty();
        }
        long longest = Dialect.number(
                session, Query.of("SELECT MAX(" + dialect.length(column, column.sql()) + ") FROM " + table.sql()));
        long then = after.of(longest, column.isText());
        if (then <= column.width()) {
            return Optional.empty();
        }
        return Optional.of("Column " + column.name() + " holds " + column.width() + " "
                + new ColumnWidth(column).unit() + ", and its longest value, of " + longest + " bytes, will have "
                + then
                + ". Widen the column, or such rows go into the quarantine as too-large.");
    }
}
