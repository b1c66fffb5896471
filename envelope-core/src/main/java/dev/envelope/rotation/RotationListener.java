package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import java.time.Duration;

/**
 * Is told how a job is doing. Every method does nothing by default; more may be added in later releases.
 *
 * <p>Called by several threads at the same time: be quick, and be safe for that. Whatever it throws is logged and otherwise
 * ignored.
 */
public interface RotationListener {

    /**
     * Tells how far the job is: about once a second, when a round begins, and at the end.
     *
     * @param progress how far it is
     */
    default void progressed(RotationProgress progress) {}

    /**
     * A row can't be moved or opened, and stays as it is. Called each time it is found so.
     *
     * @param row its key and why
     */
    default void foundBad(BadRow row) {}

    /**
     * A key service or the store did not do what it was asked for, and may do so later: the job waits and goes on by itself.
     *
     * @param failure what happened
     * @param pause how long it waits before it tries again
     */
    default void paused(EnvelopeException failure, Duration pause) {}
}
