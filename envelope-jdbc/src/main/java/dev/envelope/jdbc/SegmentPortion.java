package dev.envelope.jdbc;

import dev.envelope.ErrorCode;
import dev.envelope.jdbc.Database.Session;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.StoredRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of a segment, and the transaction that holds the lock on it. */
final class SegmentPortion implements Portion {

    private final Transaction transaction;
    private final JobState state;
    private final TableShape table;
    private final String job;
    private final Segment segment;
    private final SegmentRows read;
    private boolean over;

    SegmentPortion(
            Transaction transaction, JobState state, TableShape table, String job, Segment segment, SegmentRows read) {
        this.transaction = transaction;
        this.state = state;
        this.table = table;
        this.job = job;
        this.segment = segment;
        this.read = read;
    }

    @Override
    public List<StoredRow> rows() {
        return List.copyOf(read.rows());
    }

    @Override
    public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
        if (over) {
            throw new IllegalStateException("The portion was completed or closed before");
        }
        over = true;
        try (transaction) {
            return transaction.run("write rows", deadline, session -> {
                int written = write(session, changes, bad, left);
                transaction.commit(deadline);
                return written;
            });
        }
    }

    private int write(Session session, List<Change> changes, List<BadRow> bad, int left) throws SQLException {
        TableColumn column = table.envelope(segment.column());
        List<Change> fitting = new ArrayList<>();
        List<BadRow> allBad = new ArrayList<>(bad);
        for (Change each : changes) {
            ColumnWidth width = new ColumnWidth(column);
            if (width.holds(each.value())) {
                fitting.add(each);
            } else {
                allBad.add(BadRow.of(each.row(), ErrorCode.TOO_LARGE, width.refusal(each.value())));
            }
        }
        int written = state.dialect().write(session, table, column, fitting);
        state.quarantine(session, job, allBad);
        JobState.Progress progress =
                new JobState.Progress(read.rows().size(), written, allBad.size(), left + fitting.size() - written);
        state.progress(session, job, segment, read.rest(), progress);
        return written;
    }

    @Override
    public void close() {
        over = true;
        transaction.close();
    }

    /** Returns the column. */
    @Override
    public String toString() {
        return "SegmentPortion[" + segment.column() + "]";
    }

    /**
     * What was read of a segment.
     *
     * @param rows the rows
     * @param rest what is left of the segment; empty where nothing is
     */
    record SegmentRows(List<JdbcRow> rows, Optional<Segment> rest) {

        static SegmentRows read(
                Session session, Dialect dialect, TableShape table, Segment segment, int maximumRows, long maximumBytes)
                throws SQLException {
            TableColumn column = table.envelope(segment.column());
            RowReader reader = new RowReader(dialect, table);
            List<JdbcRow> rows = new ArrayList<>();
            long bytes = 0;
            Span span = segment.span();
            int further = 0;
            while (true) {
                List<JdbcRow> some = reader.rows(
                        session,
                        column,
                        dialect.within(table, column, span),
                        RowReader.Order.BEGINNING_AND_KEY,
                        maximumRows - rows.size(),
                        maximumBytes - bytes);
                rows.addAll(some);
                bytes += some.stream().mapToLong(row -> row.value().length).sum();
                if (rows.size() >= maximumRows || bytes >= maximumBytes) {
                    JdbcRow last = rows.get(rows.size() - 1);
                    Span rest = some.isEmpty() ? span : span.behind(reader.position(column, last));
                    return new SegmentRows(rows, Optional.of(segment.from(rest, further)));
                }
                if (further == segment.further().size()) {
                    return new SegmentRows(rows, Optional.empty());
                }
                span = Span.of(segment.further().get(further));
                further++;
            }
        }
    }
}
