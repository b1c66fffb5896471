package dev.envelope.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** At most so many requests in any period of some length. Requests that are turned away do not count. */
final class RequestQuota {

    static final RequestQuota UNLIMITED = new RequestQuota(Integer.MAX_VALUE, Duration.ZERO);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instant> accepted = new ArrayDeque<>();
    private final int requests;
    private final Duration period;

    RequestQuota(int requests, Duration period) {
        this.requests = requests;
        this.period = period;
    }

    void take(Instant now) {
        lock.lock();
        try {
            Instant begin = now.minus(period);
            while (!accepted.isEmpty() && !accepted.peekFirst().isAfter(begin)) {
                accepted.removeFirst();
            }
            if (accepted.size() >= requests) {
                throw new KmsException(
                        KmsErrorCode.THROTTLED,
                        "the quota of " + requests + " requests in " + period.toMillis() + " ms is used up");
            }
            accepted.addLast(now);
        } finally {
            lock.unlock();
        }
    }
}
