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

/** Rows of a segment, and the transaction that holds the lock on it. */
final class SegmentPortion implements Portion {

    private final Transaction transaction;
    private final JobState state;
    private final TableShape table;
    private final String job;
    private final Segment segment;
    private final SegmentRows read;
    private final List<BadRow> refused = new ArrayList<>();
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
        for (Change each : changes) {
            ColumnWidth width = new ColumnWidth(column);
            if (column.isText() && !state.dialect().hasCharacters(column, each.value())) {
                refused.add(BadRow.of(
                        each.row(),
                        ErrorCode.INVALID_TEXT,
                        "The new value has characters that column " + column.name() + " can't hold"));
            } else if (width.holds(each.value())) {
                fitting.add(each);
            } else {
                refused.add(BadRow.of(each.row(), ErrorCode.TOO_LARGE, width.refusal(each.value())));
            }
        }
        CarefulWrite write = new CarefulWrite(session, state.dialect(), table, column);
        int written = write.write(fitting);
        refused.addAll(write.refused());
        List<BadRow> allBad = new ArrayList<>(bad);
        allBad.addAll(refused);
        state.quarantine(session, job, allBad);
        JobState.Progress progress = new JobState.Progress(
                read.rows().size(),
                written,
                allBad.size(),
                left + fitting.size() - write.refused().size() - written);
        state.progress(session, job, segment, read.rest(), progress);
        return written;
    }

    @Override
    public List<BadRow> refused() {
        return List.copyOf(refused);
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
}
