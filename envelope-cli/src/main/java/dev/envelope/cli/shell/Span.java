package dev.envelope.cli.shell;

import java.time.Duration;
import java.util.Locale;

/**
 * A time, as people read it.
 *
 * @param time the time
 */
public record Span(Duration time) {

    /** Returns such as {@code 12 s}, {@code 3:05 min} or {@code 2:30 h}. */
    @Override
    public String toString() {
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%d:%02d h", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? String.format(Locale.ROOT, "%d:%02d min", time.toMinutes(), time.toSecondsPart())
                : time.toSeconds() + " s";
    }
}
