package dev.envelope.internal.cache;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells ages by two clocks, and believes the one that says older. The monotonic one may stand still while a machine
 * sleeps or between the two ends of a snapshot of it; the wall clock may be set back.
 *
 * @param nanoTime a clock in nanoseconds from an arbitrary origin
 * @param wall the time of day
 */
public record AgeClock(LongSupplier nanoTime, InstantSource wall) {

    /** The clocks of the machine. */
    public static final AgeClock SYSTEM = new AgeClock(System::nanoTime, InstantSource.system());

    /**
     * A moment.
     *
     * @param nanos by the monotonic clock
     * @param millis by the wall clock
     */
    public record Moment(long nanos, long millis) {}

    /**
     * Returns this moment.
     *
     * @return now, by both clocks
     */
    public Moment now() {
        return new Moment(nanoTime.getAsLong(), wall.millis());
    }

    /** The time since a moment, in nanoseconds; not negative. */
    long nanosSince(Moment moment) {
        long monotonic = nanoTime.getAsLong() - moment.nanos;
        long byWall = Math.max(0, wall.millis() - moment.millis);
        return Math.max(Math.max(0, monotonic), TimeUnit.MILLISECONDS.toNanos(byWall));
    }
}
