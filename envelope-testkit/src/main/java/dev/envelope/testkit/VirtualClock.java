package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is advanced, so that a test of an expiry waits for nothing.
 *
 * <pre>{@code
 * VirtualClock clock = new VirtualClock();
 * Deadline deadline = Deadline.after(Duration.ofSeconds(2), clock::nanoTime);
 * clock.advance(Duration.ofSeconds(2)); // and it has passed
 * }</pre>
 *
 * <p>Safe for use by several threads; those that share a clock see each other's advances.
 */
public final class VirtualClock extends Clock {

    private final Instant start;
    private final AtomicLong nanos;
    private final ZoneId zone;

    /** A clock that begins at 2026-01-01T00:00:00Z, in UTC. */
    public VirtualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /**
     * A clock in UTC.
     *
     * @param start what time it is until the clock is advanced
     */
    public VirtualClock(Instant start) {
        this(requireNonNull(start, "start"), new AtomicLong(), ZoneOffset.UTC);
    }

    private VirtualClock(Instant start, AtomicLong nanos, ZoneId zone) {
        this.start = start;
        this.nanos = nanos;
        this.zone = zone;
    }

    /**
     * Lets time pass.
     *
     * @param duration how much; zero or more
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time does not run backwards: " + duration);
        }
        nanos.addAndGet(duration.toNanos());
    }

    /**
     * Returns the time since the start, in the way of {@link System#nanoTime()}: for {@code Deadline.after} and
     * {@code EnvelopeCipher.Builder.nanoTime}.
     *
     * @return nanoseconds
     */
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** Returns a clock in another zone that shows, and shares, the time of this one. */
    @Override
    public VirtualClock withZone(ZoneId other) {
        return new VirtualClock(start, nanos, requireNonNull(other, "other"));
    }

    /** Returns the time. */
    @Override
    public String toString() {
        return "VirtualClock[" + instant() + "]";
    }
}
