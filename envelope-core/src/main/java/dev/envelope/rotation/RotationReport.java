package dev.envelope.rotation;

import dev.envelope.ErrorCode;
import dev.envelope.internal.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a job did.
 *
 * @param store what the rows are called
 * @param operation what was done
 * @param dryRun whether nothing was written
 * @param ending how it ended
 * @param failure why it stopped, where a failure was the reason
 * @param message a sentence about the ending: what it means and what to do
 * @param rounds how many rounds there were while this process was about it
 * @param done how many rows this process looked at, those of later rounds counted again
 * @param written how many rows this process wrote, or would have written
 * @param left how many rows of the last round were left as they were, because others had locked or changed them, or because a key
 *     service could not move them
 * @param badRows how many rows of the last round, over all workers, are bad
 * @param bad the first 100 of them
 * @param keyCalls how many keys this process has had wrapped, unwrapped or rewrapped by key services
 * @param took how long it took
 */
public record RotationReport(
        String store,
        RotationOperation operation,
        boolean dryRun,
        Ending ending,
        Optional<ErrorCode> failure,
        String message,
        int rounds,
        long done,
        long written,
        long left,
        long badRows,
        List<BadRow> bad,
        long keyCalls,
        Duration took) {

    /** How many bad rows a report lists; the quarantine has all. */
    static final int MOST_LISTED = 100;

    /**
     * Copies the list.
     *
     * @param store what the rows are called
     * @param operation what was done
     * @param dryRun whether nothing was written
     * @param ending how it ended
     * @param failure why it stopped
     * @param message a sentence about the ending
     * @param rounds how many rounds there were
     * @param done how many rows this process looked at
     * @param written how many rows this process wrote
     * @param left how many rows were left as they were
     * @param badRows how many rows are bad
     * @param bad the first of them
     * @param keyCalls how many calls to key services there were
     * @param took how long it took
     */
    public RotationReport {
        bad = List.copyOf(bad);
    }

    /** How a job ends. */
    public enum Ending {
        /** Nothing is left to be done, but for the rows in quarantine. */
        DONE,
        /** Some rows could not be had: again and again others had them locked or changed them. */
        ROWS_LEFT,
        /** More rows than the set share were bad. */
        TOO_MANY_BAD,
        /** Something failed that will not pass by itself, or someone stopped the job. */
        STOPPED
    }

    /**
     * Tells whether all is as it should be.
     *
     * @return true if nothing is left and nothing is bad
     */
    public boolean isClean() {
        return ending == Ending.DONE && badRows == 0;
    }

    /**
     * Returns how fast it was.
     *
     * @return rows that this process looked at, per second
     */
    public double rowsPerSecond() {
        return took.isZero() ? 0 : done / (took.toNanos() / 1e9);
    }

    /**
     * Returns all of it for programs.
     *
     * @return a JSON object in one line
     */
    public String toJson() {
        return new JsonObject()
                .put("store", store)
                .put("operation", operation.toString())
                .put("dryRun", dryRun)
                .put("ending", ending.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("failure", failure.map(ErrorCode::toString).orElse(null))
                .put("message", message)
                .put("rounds", rounds)
                .put("done", done)
                .put("written", written)
                .put("left", left)
                .put("badRows", badRows)
                .putObjects("bad", bad.stream().map(RowFailures::json).toList())
                .put("keyCalls", keyCalls)
                .put("seconds", took.toMillis() / 1000.0)
                .put("rowsPerSecond", rowsPerSecond())
                .toString();
    }
}
