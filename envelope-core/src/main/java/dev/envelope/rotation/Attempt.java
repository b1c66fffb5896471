package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of some rows, before anything is written. Used by one thread. */
final class Attempt {

    private final List<Change> changes = new ArrayList<>();
    private final List<BadRow> bad = new ArrayList<>();
    private final List<StoredRow> left = new ArrayList<>();
    private @Nullable EnvelopeException passing;
    private @Nullable EnvelopeException stopping;

    List<Change> changes() {
        return changes;
    }

    List<BadRow> bad() {
        return bad;
    }

    /** Rows that could not be moved just now, and may be later. */
    List<StoredRow> left() {
        return left;
    }

    /** Why they could not, or null. */
    @Nullable
    EnvelopeException passing() {
        return passing;
    }

    /** Why the job has to stop, or null. */
    @Nullable
    EnvelopeException stopping() {
        return stopping;
    }

    boolean isAllLeft() {
        return !left.isEmpty() && changes.isEmpty() && bad.isEmpty();
    }

    void changed(StoredRow row, byte[] value) {
        changes.add(new Change(row, value));
    }

    void failed(StoredRow row, RuntimeException thrown) {
        if (thrown instanceof EnvelopeException failure) {
            if (RowFailures.stopsTheJob(failure.code())) {
                stopping = failure;
                return;
            }
            if (failure.isRetryable()) {
                passing = failure;
                left.add(row);
                return;
            }
        }
        bad.add(RowFailures.bad(row, thrown));
    }

    /** Plaintext that was about to be written is not kept. */
    void wipe() {
        changes.forEach(change -> Arrays.fill(change.value(), (byte) 0));
    }
}
