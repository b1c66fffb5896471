package dev.envelope.kek;

import static java.util.Objects.requireNonNull;

import dev.envelope.KekUnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The point in time by which a call has to be answered. Made once for each call of an application and handed down, so
 * that several steps share one allowance.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Deadline {

    /** 100 years, which a clock in nanoseconds can still count. */
    private static final Duration MOST = Duration.ofDays(36_500);

    private final LongSupplier nanoTime;
    private final Duration allowed;
    private final long end;

    private Deadline(Duration allowed, LongSupplier nanoTime) {
        if (allowed.isNegative()) {
            throw new IllegalArgumentException("A call can't be allowed a negative time: " + allowed);
        }
        this.allowed = allowed.compareTo(MOST) > 0 ? MOST : allowed;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + this.allowed.toNanos();
    }

    /**
     * A deadline counted from now.
     *
     * @param allowed how long the call may take, not negative; anything over 100 years counts as 100 years
     * @return the deadline
     */
    public static Deadline after(Duration allowed) {
        return new Deadline(allowed, System::nanoTime);
    }

    /**
     * A deadline counted from now by a clock of the caller's, for tests.
     *
     * @param allowed how long the call may take, not negative; anything over 100 years counts as 100 years
     * @param nanoTime a clock in nanoseconds from an arbitrary origin, as {@link System#nanoTime()} is
     * @return the deadline
     */
    public static Deadline after(Duration allowed, LongSupplier nanoTime) {
        return new Deadline(allowed, requireNonNull(nanoTime, "nanoTime"));
    }

    /**
     * Returns the time that is left.
     *
     * @return the time left, zero once the deadline has passed
     */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    /**
     * Returns how long the call was allowed to take in all.
     *
     * @return the whole allowance, at most 100 years
     */
    public Duration allowed() {
        return allowed;
    }

    /**
     * A deadline for the next of several attempts, which leaves an equal share of the time to each of the others: a service
     * that hangs must not use up what another one needs.
     *
     * @param attempts how many attempts are still to be made, this one included; at least 1
     * @return a deadline at the end of this attempt's share; this one if there is but one attempt
     */
    public Deadline share(int attempts) {
        return attempts == 1 ? this : new Deadline(remaining().dividedBy(attempts), nanoTime);
    }

    /**
     * Throws if the deadline has passed; a provider calls this before it asks its service.
     *
     * @param kekName the name of the key-encryption key, for the message
     * @throws KekUnavailableException with {@link dev.envelope.ErrorCode#TIMED_OUT} if no time is left
     */
    public void check(String kekName) {
        if (end - nanoTime.getAsLong() <= 0) {
            throw KekUnavailableException.timedOut(kekName, allowed, null);
        }
    }

    @Override
    public String toString() {
        return "Deadline[" + remaining().toMillis() + " of " + allowed.toMillis() + " ms left]";
    }
}
