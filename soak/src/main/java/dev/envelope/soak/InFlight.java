package dev.envelope.soak;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The calls that are being made. What began before a key was rotated may still write under its old version. */
final class InFlight {

    private final ConcurrentMap<Thread, Long> began = new ConcurrentHashMap<>();

    /** The calling thread begins something; returns when. */
    long begin() {
        long now = System.nanoTime();
        began.put(Thread.currentThread(), now);
        return now;
    }

    void end() {
        began.remove(Thread.currentThread());
    }

    /** Waits until all has ended that has begun by now. */
    void awaitAllOfNow() throws InterruptedException {
        long now = System.nanoTime();
        while (began.values().stream().anyMatch(begin -> begin - now <= 0)) {
            Thread.sleep(5);
        }
    }
}
