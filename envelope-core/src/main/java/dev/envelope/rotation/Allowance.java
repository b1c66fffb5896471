package dev.envelope.rotation;

import java.time.Duration;

/**
 * So many things a second, spent first and waited for then: who has overdrawn it waits until the debt is paid. Saves up nothing, so
 * there is no burst after a pause. Not safe for use by several threads.
 */
final class Allowance {

    private final Time time;
    private double perSecond;
    private long paidUntil;

    /** The rate may be infinite. */
    Allowance(double perSecond, Time time) {
        this.perSecond = perSecond;
        this.time = time;
        this.paidUntil = time.nanoTime();
    }

    double perSecond() {
        return perSecond;
    }

    void change(double newPerSecond) {
        perSecond = newPerSecond;
    }

    void spend(double things) {
        long now = time.nanoTime();
        paidUntil = Math.max(paidUntil - now, 0) + now + (long) (things / perSecond * 1e9);
    }

    Duration toWait() {
        return Duration.ofNanos(Math.max(0, paidUntil - time.nanoTime()));
    }
}
