package dev.envelope.internal.cache;

import dev.envelope.KeyCaching;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.Deadline;
import dev.envelope.stress.Sometimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A cache, and all keys that were ever loaded into it, by the thread that wanted them. Its clock stands until it is moved on. */
class Cached {

    static final String NAME = "a";

    static final KeyCaching CACHING =
            KeyCaching.defaults().withMaximumAge(Duration.ofMinutes(10)).withExecutor(Runnable::run);

    final KeyCache<String, WatchedKey> cache;
    final Queue<WatchedKey> loaded = new ConcurrentLinkedQueue<>();

    private final AtomicLong nanos = new AtomicLong();
    private final Duration maximumAge;

    Cached(KeyCaching caching) {
        this.maximumAge = caching.maximumAge();
        this.cache = new KeyCache<>(
                caching,
                Duration.ofMinutes(1),
                new AgeClock(this::nanoTime, () -> Instant.EPOCH),
                WatchedKey::wipe,
                name -> name,
                Events.NONE);
    }

    final KeyHandle<WatchedKey> hold(String name) {
        return cache.hold(name, limit -> load(), deadline());
    }

    WatchedKey load() {
        Sometimes.giveWay();
        WatchedKey key = new WatchedKey();
        loaded.add(key);
        return key;
    }

    /** Takes hold of the key, uses it and lets go. */
    final String use() {
        return use(NAME);
    }

    final String use(String name) {
        try (KeyHandle<WatchedKey> held = hold(name)) {
            return held.key().use();
        }
    }

    final void growOldBy(double share) {
        nanos.addAndGet((long) (maximumAge.toNanos() * share));
    }

    /** What has become of all keys, once the cache has let go of the last one. */
    final String fate() {
        cache.clear();
        return WatchedKey.fate(loaded);
    }

    private long nanoTime() {
        Sometimes.giveWay();
        return nanos.get();
    }

    static Deadline deadline() {
        return Deadline.after(Duration.ofMinutes(1));
    }
}
