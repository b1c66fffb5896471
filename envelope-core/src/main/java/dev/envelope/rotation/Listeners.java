package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells all listeners, whatever one of them does. */
record Listeners(List<RotationListener> listeners) {

    private static final System.Logger LOG = System.getLogger("dev.envelope.rotation");

    void progressed(RotationProgress progress) {
        tell(listener -> listener.progressed(progress));
    }

    void foundBad(List<BadRow> rows) {
        rows.forEach(row -> tell(listener -> listener.foundBad(row)));
    }

    void paused(EnvelopeException failure, Duration pause) {
        tell(listener -> listener.paused(failure, pause));
    }

    private void tell(Consumer<RotationListener> event) {
        for (RotationListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                // Its class only: what a listener says in a message is not known to be free of secrets.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Listener " + listener.getClass().getName() + " threw "
                                + e.getClass().getName());
            }
        }
    }
}
