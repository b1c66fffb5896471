package dev.envelope.rotation;

import dev.envelope.kek.Deadline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that hold envelopes, and beside them the state of the jobs that move these. Implement this for a store of another
 * kind; for relational databases there is {@code JdbcTable} in {@code envelope-jdbc}.
 *
 * <p>Safe for use by several threads, and by several processes on the same rows. Failures are of the
 * {@link dev.envelope.EnvelopeException} hierarchy: a store that does not answer is {@link dev.envelope.ErrorCode#UNAVAILABLE} or
 * {@link dev.envelope.ErrorCode#TIMED_OUT}, is never taken for a store without rows, and no message shows a value.
 */
public interface RotationStore {

    /**
     * Returns what the rows are called in reports and messages.
     *
     * @return such as the name of the table
     */
    String name();

    /**
     * Returns the columns that hold envelopes.
     *
     * @return their names, at least one
     */
    List<String> columns();

    /**
     * Tells in which form a column holds envelopes.
     *
     * @param column one of the columns
     * @param deadline when to give up
     * @return true for the text form, false for the binary form
     */
    boolean isText(String column, Deadline deadline);

    /**
     * Counts what a column holds, by the beginnings of its values, in one state of the store.
     *
     * @param column one of the columns
     * @param deadline when to give up
     * @return the counts
     */
    Census census(String column, Deadline deadline);

    /**
     * Looks for what makes rotating slow or gives it side effects: a missing index, triggers, columns that update themselves, a
     * column that is too narrow.
     *
     * @param after how long values will be, for columns that have a greatest width
     * @param deadline when to give up
     * @return a sentence for each; empty if there is nothing
     */
    List<String> warnings(LengthAfter after, Deadline deadline);

    /**
     * Returns how far the current round of a job is.
     *
     * @param job the name of the job
     * @param deadline when to give up
     * @return the counts; {@link RoundCounts#NONE} if the job never began
     */
    RoundCounts counts(String job, Deadline deadline);

    /**
     * Begins the round after the given one: divides the candidates into segments, in one transaction, unless another worker has
     * done so. Does not wait for a worker that is doing so. A round without candidates begins too, and is over at once. Quarantined rows
     * that were not found bad in the given round are dropped from the quarantine.
     *
     * @param job the name of the job, 1 to 200 characters
     * @param after the number of the round that is over, 0 for the first
     * @param candidates which values of which columns
     * @param segmentRows how many rows a segment shall have, about
     * @param deadline when to give up
     * @return true if the round began, by this call or by another worker's; false if another worker is about it
     */
    boolean beginRound(String job, int after, Map<String, Candidates> candidates, int segmentRows, Deadline deadline);

    /**
     * Takes some rows of a segment that no one else has. Waits for no one. Where a segment has more rows than are taken, it is
     * not done when the portion is, but holds the rest. Any number of rows may have values that begin alike, or are the same: these
     * too are taken once each in a round, whether they are written or stay.
     *
     * @param job the name of the job
     * @param maximumRows how many rows to take at most
     * @param maximumBytes how many bytes of values to take at most; at least one row is taken all the same
     * @param deadline when to give up
     * @return the rows, to be closed; empty if there is no segment that is free
     */
    Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline);

    /**
     * Reads values that are candidates, in the order of the keys of rows, without locks.
     *
     * @param column one of the columns
     * @param candidates which values
     * @param after the last row of the page before; null for the first page
     * @param maximumRows how many rows to read at most
     * @param maximumBytes how many bytes of values to read at most; at least one row is read all the same
     * @param deadline when to give up
     * @return the next rows; empty if there are no more
     */
    List<StoredRow> page(
            String column,
            Candidates candidates,
            @Nullable StoredRow after,
            int maximumRows,
            long maximumBytes,
            Deadline deadline);

    /**
     * Returns what the current round of a job has put into the quarantine: nothing when it has just begun.
     *
     * @param job the name of the job
     * @param limit how many rows at most
     * @param deadline when to give up
     * @return rows in the order of column and key
     */
    List<BadRow> quarantine(String job, int limit, Deadline deadline);

    /**
     * Forgets a job: its segments, and its quarantine. The rows stay as they are.
     *
     * @param job the name of the job
     * @param deadline when to give up
     */
    void forget(String job, Deadline deadline);
}
