package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * How fast the workers of this process may go: within the rates that were set, at half of what it was when a key service
 * throttled and from there slowly up again, and not at all for a while when something does not answer. Safe for use by several
 * threads.
 */
final class Pace {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A transaction that takes longer tells of a database that has enough to do. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** The first portion is small: no one knows yet how long a row takes. */
    private static final int FIRST_PORTION = 100;

    /** How long the rows of a portion may be with the key services, while a transaction is open. */
    private static final double MOVING_SECONDS = 2;

    /** By how much the rate grows with each portion while it is held down. */
    private static final double RECOVERY = 1.05;

    private final Mutex mutex = new Mutex();
    private final Time time;
    private final CountDownLatch stop;
    private final Allowance keyCalls;
    private final Allowance rows;
    private final double mostRowsPerSecond;
    private final int portionRows;
    private int failures;
    private long pausedUntil;
    private double seenRowsPerSecond;
    private long lastNanos;
    private double callsPerRow;
    private double secondsPerRow;

    Pace(double rowsPerSecond, double keyCallsPerSecond, int portionRows, CountDownLatch stop, Time time) {
        this.time = time;
        this.stop = stop;
        this.mostRowsPerSecond = rowsPerSecond;
        this.rows = new Allowance(rowsPerSecond, time);
        this.keyCalls = new Allowance(keyCallsPerSecond, time);
        this.portionRows = portionRows;
        this.pausedUntil = time.nanoTime();
        this.lastNanos = time.nanoTime();
        this.callsPerRow = 1;
        this.secondsPerRow = MOVING_SECONDS / FIRST_PORTION;
    }

    /** Waits until the next portion may be taken; false if the job is to stop. */
    boolean awaitTurn() throws InterruptedException {
        while (stop.getCount() > 0) {
            Duration wait = toWait();
            if (wait.isZero()) {
                return true;
            }
            if (time.await(stop, wait)) {
                return false;
            }
        }
        return false;
    }

    /**
     * How many rows to take: about as many as may be moved in a second, so that no one is rushed by a whole segment, and as are
     * moved in a short time.
     */
    int portionRows() {
        return mutex.get(() -> {
            double most = Math.min(rows.perSecond(), keyCalls.perSecond() / Math.max(callsPerRow, 0.001));
            most = Math.min(most, MOVING_SECONDS / Math.max(secondsPerRow, 1e-9));
            return (int) Math.max(1, Math.min(portionRows, most));
        });
    }

    /** A portion was looked at: with so many calls, in that time, and in that time in the database. */
    void moved(int rowCount, long calls, Duration moving, Duration inDatabase) {
        mutex.run(() -> {
            failures = 0;
            rows.spend(rowCount);
            keyCalls.spend((double) calls);
            if (rowCount > 0) {
                callsPerRow += ((double) calls / rowCount - callsPerRow) / 8;
                secondsPerRow += (moving.toNanos() / 1e9 / rowCount - secondsPerRow) / 2;
                observe(rowCount);
            }
            if (rows.perSecond() < mostRowsPerSecond) {
                double faster = rows.perSecond() * RECOVERY;
                // long out of the way of what it can do: there is nothing to hold down any more
                rows.change(faster > 8 * seenRowsPerSecond ? mostRowsPerSecond : Math.min(faster, mostRowsPerSecond));
            }
            if (inDatabase.compareTo(SLOW) > 0) {
                pause(inDatabase);
            }
        });
    }

    /** Something did not answer, or asked for less. Returns how long the pause is. */
    Duration failed(EnvelopeException failure) {
        return mutex.get(() -> {
            if (failure.code() == ErrorCode.THROTTLED) {
                double now = Math.min(rows.perSecond(), Math.max(seenRowsPerSecond, 1));
                rows.change(Math.max(1, now / 2));
            }
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
            failures++;
            return pause(pause);
        });
    }

    double rowsPerSecondAllowed() {
        return mutex.get(rows::perSecond);
    }

    private Duration pause(Duration duration) {
        Duration capped = duration.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : duration;
        // Not all machines at the same time: their clocks differ in the last digits.
        double part = Math.floorMod(time.nanoTime(), 1000) / 1000.0;
        Duration spread = Duration.ofNanos((long) (capped.toNanos() * (0.75 + part / 4)));
        pausedUntil = Math.max(pausedUntil - time.nanoTime(), spread.toNanos()) + time.nanoTime();
        return spread;
    }

    private Duration toWait() {
        return mutex.get(() -> {
            Duration wait = Duration.ofNanos(Math.max(0, pausedUntil - time.nanoTime()));
            for (Duration other : new Duration[] {rows.toWait(), keyCalls.toWait()}) {
                wait = other.compareTo(wait) > 0 ? other : wait;
            }
            return wait;
        });
    }

    private void observe(int rowCount) {
        long now = time.nanoTime();
        double seconds = Math.max(now - lastNanos, 1_000_000) / 1e9;
        lastNanos = now;
        double weight = Math.min(1, seconds); // about the last second
        seenRowsPerSecond += (rowCount / seconds - seenRowsPerSecond) * weight;
    }
}
