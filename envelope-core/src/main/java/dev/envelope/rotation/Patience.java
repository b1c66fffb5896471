package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import java.util.function.Supplier;

/**
 * Asks again, with growing pauses, where a failure may pass by itself: an outage is waited for, however long it is.
 *
 * @param pace knows how long
 * @param listeners are told of each pause
 */
record Patience(Pace pace, Listeners listeners) {

    <T> T call(Supplier<T> call) throws InterruptedException, StoppedException {
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
        throw new StoppedException();
    }
}
