package dev.envelope.testkit;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds calls of {@link InMemoryKms} until the test lets them go on, so that a test can act while a call is under way.
 *
 * <pre>{@code
 * try (Gate gate = kms.faults().holdNext()) {
 *     Future<byte[]> opened = executor.submit(() -> cipher.decrypt(sealed, row));
 *     gate.awaitArrival();
 *     // ... the call is under way now
 *     gate.release();
 *     opened.get();
 * }
 * }</pre>
 *
 * <p>A held call ends by {@link #release()}, by an interrupt of its thread, or when its deadline passes. Safe for use by
 * several threads.
 */
public final class Gate implements AutoCloseable {

    /** A call that never comes is a failure of the test, and must not hang the build. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** How often a held call looks at its deadline, whose clock can't wake it. */
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int arrivals;
    private boolean released;

    Gate() {}

    /**
     * Waits until a call is held here.
     *
     * @throws InterruptedException if this thread is interrupted first
     * @throws AssertionError if none comes within 30 seconds
     */
    public void awaitArrival() throws InterruptedException {
        awaitArrivals(1);
    }

    /**
     * Waits until some number of calls have come here.
     *
     * @param calls how many, since the gate was made
     * @throws InterruptedException if this thread is interrupted first
     * @throws AssertionError if fewer come within 30 seconds
     */
    public void awaitArrivals(int calls) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = LONGEST_WAIT.toNanos();
            while (arrivals < calls) {
                if (nanos <= 0) {
                    throw new AssertionError("Waited " + LONGEST_WAIT.toSeconds() + " s for " + calls
                            + " calls to be held, and there came " + arrivals);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns how many calls have come here.
     *
     * @return the number, including those that went on
     */
    public int arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the calls that are held go on, and those that come later pass. Releasing again does nothing. */
    public void release() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The same as {@link #release()}. */
    @Override
    public void close() {
        release();
    }

    /** Holds the calling thread; returns false if the deadline passed first. */
    boolean hold(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            arrivals++;
            changed.signalAll();
            while (!released && !deadline.remaining().isZero()) {
                changed.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            return !deadline.remaining().isZero();
        } finally {
            lock.unlock();
        }
    }
}
