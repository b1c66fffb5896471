package dev.envelope.internal.cache;

import java.util.concurrent.CancellationException;

/**
 * Carries the failure of a load to those who wait for it. A cancellation, because Caffeine logs any other exception with
 * which a load ends, and our callers get theirs thrown.
 */
final class LoadFailure extends CancellationException {

    private static final long serialVersionUID = 1;

    /** What the load ended with. */
    private final Throwable thrown;

    LoadFailure(Throwable thrown) {
        super("A key could not be loaded");
        this.thrown = thrown;
        initCause(thrown);
    }

    Throwable thrown() {
        return thrown;
    }
}
