package dev.envelope.jdbc;

import dev.envelope.ErrorCode;
import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes rows at once, and where the database refuses one of them (a constraint, a trigger that raises), looks for it by halves, so that
 * it does not keep the others from being written. Used by one thread.
 */
final class CarefulWrite {

    /** What a procedure raises by itself, in PostgreSQL and by the standard. */
    private static final Set<String> RAISED = Set.of("P0001", "45000");

    private final Session session;
    private final Dialect dialect;
    private final TableShape table;
    private final TableColumn column;
    private final List<BadRow> refused = new ArrayList<>();

    CarefulWrite(Session session, Dialect dialect, TableShape table, TableColumn column) {
        this.session = session;
        this.dialect = dialect;
        this.table = table;
        this.column = column;
    }

    /** Returns how many were written. */
    int write(List<Change> changes) throws SQLException {
        if (changes.isEmpty()) {
            return 0;
        }
        Connection connection = session.connection();
        Savepoint before = connection.setSavepoint();
        try {
            int written = dialect.write(session, table, column, changes);
            connection.releaseSavepoint(before);
            return written;
        } catch (SQLException e) {
            if (!isOfTheRow(e)) {
                throw e;
            }
            connection.rollback(before);
            if (changes.size() == 1) {
                refused.add(BadRow.of(
                        changes.get(0).row(),
                        ErrorCode.MISCONFIGURED,
                        "The database refuses the new value of column " + column.name() + " (SQLState "
                                + e.getSQLState() + "): look for a constraint or a trigger of the table"));
                return 0;
            }
            int half = changes.size() / 2;
            return write(changes.subList(0, half)) + write(changes.subList(half, changes.size()));
        }
    }

    /** Rows that the database refused. */
    List<BadRow> refused() {
        return refused;
    }

    /** Data exceptions, violated constraints, and what triggers raise. */
    private static boolean isOfTheRow(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || RAISED.contains(state));
    }
}
