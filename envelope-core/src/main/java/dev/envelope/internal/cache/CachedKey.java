package dev.envelope.internal.cache;

import dev.envelope.EvictionCause;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A key and those who hold it: the cache, until it lets go of it, and everyone who uses it. The last one to let go wipes it.
 * Where there is nothing to wipe, no one counts: threads that use one key would contend for the counter.
 */
final class CachedKey<V> {

    private final V key;
    private final @Nullable Consumer<V> wipe;
    private final AgeClock clock;
    private final AgeClock.Moment created;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final AtomicLong uses = new AtomicLong();
    private final AtomicBoolean retired = new AtomicBoolean();
    private final AtomicLong refreshNotBefore;
    private volatile @Nullable EvictionCause evictionCause;

    CachedKey(V key, @Nullable Consumer<V> wipe, AgeClock clock, AgeClock.Moment created, long refreshAgeNanos) {
        this.key = key;
        this.wipe = wipe;
        this.clock = clock;
        this.created = created;
        this.refreshNotBefore = new AtomicLong(refreshAgeNanos);
    }

    V key() {
        return key;
    }

    long ageNanos() {
        return clock.nanosSince(created);
    }

    /** How old it is at a time of the monotonic clock, by that clock alone. */
    long nanosUntil(long nanoTime) {
        return Math.max(0, nanoTime - created.nanos());
    }

    /** Takes hold, unless the cache has let go and it may be gone: who wants it asks again, and gets what is true now. */
    boolean tryHold() {
        if (wipe == null) {
            return !retired.get();
        }
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    void letGo() {
        if (wipe != null && holders.decrementAndGet() == 0) {
            wipe.accept(key);
        }
    }

    /** The cache lets go. Doing so again does nothing. */
    void retire() {
        if (retired.compareAndSet(false, true)) {
            letGo();
        }
    }

    boolean countUse(long maximum) {
        return maximum == Long.MAX_VALUE || uses.incrementAndGet() <= maximum;
    }

    /** True for the one caller that shall refresh this key now; the next one may only after the pause. */
    boolean claimsRefresh(long ageNanos, long pauseNanos) {
        long notBefore = refreshNotBefore.get();
        return ageNanos >= notBefore && refreshNotBefore.compareAndSet(notBefore, ageNanos + pauseNanos);
    }

    void evictedFor(EvictionCause cause) {
        evictionCause = cause;
    }

    @Nullable
    EvictionCause evictionCause() {
        return evictionCause;
    }
}
