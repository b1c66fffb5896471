package dev.envelope.rotation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A clock that waiting moves on at once. */
final class VirtualTime implements Time {

    private long nanos = 1_000_000_000_000L;

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized boolean await(CountDownLatch stop, Duration atMost) {
        nanos += atMost.toNanos();
        return stop.getCount() == 0;
    }

    synchronized void pass(Duration duration) {
        nanos += duration.toNanos();
    }
}
