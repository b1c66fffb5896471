package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Candidates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Divides candidates into segments. A range with more rows than a segment is to have is divided by the database, and none of its rows
 * is read here. Ranges with fewer are counted, up to that number, and put together.
 */
final class RoundStart {

    /** How many ranges a segment may have, so that its row stays small. */
    private static final int RANGES = 1000;

    private final Session session;
    private final Dialect dialect;
    private final TableShape table;
    private final JobState state;
    private final String job;
    private final int segmentRows;
    private long segments;

    RoundStart(Session session, Dialect dialect, TableShape table, JobState state, String job, int segmentRows) {
        this.session = session;
        this.dialect = dialect;
        this.table = table;
        this.state = state;
        this.job = job;
        this.segmentRows = segmentRows;
    }

    void divide(Map<String, Candidates> candidates) throws SQLException {
        for (Map.Entry<String, TableColumn> each : table.envelopes().entrySet()) {
            Candidates some = candidates.get(each.getKey());
            if (some != null) {
                divide(each.getValue(), some.ranges(each.getValue().isText()));
            }
        }
    }

    private void divide(TableColumn column, List<BeginningRange> ranges) throws SQLException {
        if (ranges.isEmpty()) {
            return;
        }
        long[] counts = dialect.counts(session, table, column, ranges, segmentRows + 1L);
        List<BeginningRange> few = new ArrayList<>();
        long rows = 0;
        for (int i = 0; i < counts.length; i++) {
            BeginningRange range = ranges.get(i);
            if (counts[i] > segmentRows) {
                segments += dialect.divide(session, state.segments(), job, segments, table, column, range, segmentRows);
            } else if (counts[i] > 0) {
                if (rows + counts[i] > segmentRows || few.size() == RANGES) {
                    add(column, few, rows);
                    few.clear();
                    rows = 0;
                }
                few.add(range);
                rows += counts[i];
            }
        }
        if (!few.isEmpty()) {
            add(column, few, rows);
        }
    }

    private void add(TableColumn column, List<BeginningRange> ranges, long rows) throws SQLException {
        segments++;
        state.add(session, job, segments, column.name(), ranges, rows);
    }
}
