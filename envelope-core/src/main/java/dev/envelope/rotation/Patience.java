package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks again, with growing pauses, where a failure may pass by itself: an outage is waited for, however long it is.
 *
 * @param pace knows how long
 * @param listeners are told of each pause
 */
record Patience(Pace pace, Listeners listeners) {

    <T> T call(Supplier<T> call) throws InterruptedException {
        while (pace.awaitTurn()) {
            try {
                return call.get();
            } catch (EnvelopeException e) {
                if (!e.isRetryable()) {
                    throw e;
                }
                listeners.paused(e, pace.failed(e));
            }
        }
        throw new CancellationException();
    }

    /** Looks at rows, and again at those that a failure has kept back which may pass, until none is left. */
    void look(RowMover mover, List<StoredRow> rows, boolean text, KeyCallCount calls, Consumer<Attempt> result)
            throws InterruptedException {
        List<StoredRow> rest = rows;
        while (!rest.isEmpty()) {
            if (!pace.awaitTurn()) {
                throw new CancellationException();
            }
            Attempt attempt = mover.move(rest, text, calls);
            if (attempt.stopping() != null) {
                throw attempt.stopping();
            }
            result.accept(attempt);
            rest = attempt.left();
            EnvelopeException passing = attempt.passing();
            if (passing != null) {
                listeners.paused(passing, pace.failed(passing));
            }
        }
        pace.moved(rows.size(), calls.total(), Duration.ZERO, Duration.ZERO);
    }
}
