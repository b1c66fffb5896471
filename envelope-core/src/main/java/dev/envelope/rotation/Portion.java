package dev.envelope.rotation;

import dev.envelope.kek.Deadline;
import java.util.List;

/**
 * Some rows of a segment, which this worker holds and no other one does. Used by one thread.
 *
 * <p>The rows themselves are not locked. Closing without {@link #complete} gives the segment back as it was.
 */
public interface Portion extends AutoCloseable {

    /**
     * Returns the rows, which are all of one column.
     *
     * @return the rows, as they were read; perhaps none
     */
    List<StoredRow> rows();

    /**
     * Writes, and lets go of the segment, in one transaction: all of it happened when this returns, and none if this throws, unless
     * the store stopped answering in the very moment of its end.
     *
     * <p>A row is written only where its value is the one that was read, to the byte, and only where no one else has it locked.
     * Nothing but the column is written. What of the rows is in none of the two lists counts as looked at.
     *
     * @param changes what to write
     * @param bad what to put into the quarantine; a row that is there already is overwritten there
     * @param left how many rows, beyond the changes that are not written, count as left for the next round
     * @param deadline when to give up
     * @return how many of the changes were written; the others are left for the next round
     * @throws dev.envelope.EnvelopeException if that fails
     */
    int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline);

    /**
     * Returns what {@link #complete} put into the quarantine by itself: rows whose new value the store can't hold or refuses. None
     * unless a store has such rows.
     *
     * @return the rows; empty before {@code complete}
     */
    default List<BadRow> refused() {
        return List.of();
    }

    /** Gives the segment back unless it was completed. Does not throw. */
    @Override
    void close();
}
