package dev.envelope.rotation;

import dev.envelope.EncryptionContext;
import dev.envelope.kek.Deadline;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** What a job does, to which rows, and how fast. */
record JobSettings(
        RotationStore store,
        RotationOperation operation,
        String name,
        Ciphers ciphers,
        Function<StoredRow, EncryptionContext> contexts,
        boolean everyEnvelope,
        int workers,
        double rowsPerSecond,
        double keyCallsPerSecond,
        double mostBad,
        Optional<BigDecimal> pricePerTenThousandKeyCalls,
        Duration storeTimeout,
        List<RotationListener> listeners,
        Time time) {

    /** Rows in a segment: what one transaction moves, and what is lost of the work when a process is killed. */
    static final int SEGMENT_ROWS = 1000;

    /** Bytes of values that one worker holds at most, unless a single row is larger. */
    static final long PORTION_BYTES = 16 << 20;

    /** A census and the beginning of a round look at whole indexes. */
    private static final int LONG_CALLS = 20;

    RowMover mover() {
        return new RowMover(
                ciphers,
                contexts,
                switch (operation) {
                    case REWRAP -> new Rewrapping(everyEnvelope);
                    case ENCRYPT -> new Encrypting();
                    case INSECURE_DECRYPT -> new Decrypting();
                });
    }

    Pace pace(CountDownLatch stop) {
        return new Pace(rowsPerSecond, keyCallsPerSecond, SEGMENT_ROWS, stop, time);
    }

    Deadline deadline() {
        return Deadline.after(storeTimeout);
    }

    Deadline longDeadline() {
        return Deadline.after(storeTimeout.multipliedBy(LONG_CALLS));
    }
}
