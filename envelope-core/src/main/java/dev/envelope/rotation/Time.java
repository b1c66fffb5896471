package dev.envelope.rotation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The clock that rates are measured by, and waiting by it. Replaced in tests. */
interface Time {

    Time SYSTEM = new Time() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public boolean await(CountDownLatch stop, Duration atMost) throws InterruptedException {
            return stop.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }
    };

    /** A clock in nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Waits; true as soon as the latch is open. */
    boolean await(CountDownLatch stop, Duration atMost) throws InterruptedException;
}
