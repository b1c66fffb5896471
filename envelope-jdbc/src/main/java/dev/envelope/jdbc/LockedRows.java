package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.Change;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows where one statement can't: locks those that no one else has locked, and updates those of them that are still as they
 * were read.
 *
 * @param dialect the database's way
 * @param table the table
 * @param column the column that is written
 */
record LockedRows(Dialect dialect, TableShape table, TableColumn column) {

    /** How many keys one statement names: a longer list is read from one end to the other by some. */
    private static final int KEYS = 200;

    int write(Session session, List<Change> changes) throws SQLException {
        int written = 0;
        for (int first = 0; first < changes.size(); first += KEYS) {
            written += writeSome(session, changes.subList(first, Math.min(changes.size(), first + KEYS)));
        }
        return written;
    }

    private int writeSome(Session session, List<Change> changes) throws SQLException {
        Map<List<String>, Change> byKey = new HashMap<>();
        changes.forEach(change -> byKey.put(((JdbcRow) change.row()).sqlKey(), change));
        List<Change> unchanged = new ArrayList<>();
        try (PreparedStatement statement =
                        locking(byKey.keySet().stream().toList()).prepare(session);
                ResultSet rows = statement.executeQuery()) {
            KeyColumns keys = new KeyColumns(dialect, table);
            while (rows.next()) {
                // a key that an application has written may look different from what the database makes of it
                Change change = changes.size() == 1 ? changes.get(0) : byKey.get(keys.read(rows, 2));
                byte[] value = value(rows);
                if (change != null
                        && value != null
                        && Arrays.equals(value, change.row().value())) {
                    unchanged.add(change);
                }
            }
        }
        return unchanged.isEmpty() ? 0 : update(session, unchanged);
    }

    private Query locking(List<List<String>> keys) {
        Query query = Query.of("SELECT " + column.sql() + ", " + new KeyColumns(dialect, table).sql() + " FROM "
                + table.sql() + " WHERE ");
        if (table.keys().size() == 1) {
            query.sql(table.keys().get(0).sql() + " IN (");
            for (int i = 0; i < keys.size(); i++) {
                query.sql(i == 0 ? "" : ", ")
                        .add(dialect.key(table.keys().get(0), keys.get(i).get(0)));
            }
            query.sql(")");
        } else {
            for (int i = 0; i < keys.size(); i++) {
                query.sql(i == 0 ? "(" : " OR (")
                        .add(dialect.keyEquals(table, keys.get(i)))
                        .sql(")");
            }
        }
        return query.sql(" FOR UPDATE SKIP LOCKED");
    }

    private int update(Session session, List<Change> changes) throws SQLException {
        int written = 0;
        try (PreparedStatement statement =
                session.prepare(updating(changes.get(0)).toString())) {
            for (Change each : changes) {
                updating(each).bind(statement);
                statement.addBatch();
            }
            for (int count : statement.executeBatch()) {
                // the row is locked and was compared: where a driver does not count, it is one
                written += count == Statement.SUCCESS_NO_INFO ? 1 : Math.max(0, count);
            }
        }
        return written;
    }

    private Query updating(Change change) {
        Query query = Query.of("UPDATE " + table.sql() + " SET " + column.sql() + " = ")
                .add(dialect.storable(column, change.value()));
        for (TableColumn keeping : table.keeping()) {
            query.sql(", " + keeping.sql() + " = " + keeping.sql());
        }
        return query.sql(" WHERE ")
                .add(dialect.keyEquals(table, ((JdbcRow) change.row()).sqlKey()))
                .sql(" AND " + dialect.bytes(column) + " = ")
                .add(dialect.comparable(column, change.row().value()));
    }

    private byte @Nullable [] value(ResultSet rows) throws SQLException {
        if (!column.isText()) {
            return rows.getBytes(1);
        }
        String text = rows.getString(1);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
