package dev.envelope.internal.keyring;

import dev.envelope.EncryptionContext;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyCaching;
import dev.envelope.Outcome;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.cache.AgeClock;
import dev.envelope.internal.cache.KeyCache;
import dev.envelope.internal.cache.KeyHandle;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.UnwrapRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Data keys as key-encryption keys unwrap them, kept for a while where the application wants that. Everyone gets a copy of his
 * own.
 */
public final class UnwrappedKeys {

    /** Data keys that are not kept. */
    public static final UnwrappedKeys UNCACHED = new UnwrappedKeys();

    private static final KeyCacheStats NOTHING = new KeyCacheStats(0, 0, 0, 0, 0, 0, Duration.ZERO);

    private final @Nullable KeyCache<Name, DataKey> keys;

    private UnwrappedKeys() {
        this.keys = null;
    }

    /**
     * Data keys of one keyring, kept for a while.
     *
     * @param caching what to keep, and for how long
     * @param loadTimeout how long one unwrap may take that several wait for
     * @param clock tells ages
     * @param events where hits, misses and evictions are reported
     */
    public UnwrappedKeys(KeyCaching caching, Duration loadTimeout, AgeClock clock, Events events) {
        this.keys = new KeyCache<>(caching, loadTimeout, clock, DataKey::close, Name::kekName, events);
    }

    /**
     * Returns what the cache has done.
     *
     * @return the statistics
     */
    public KeyCacheStats stats() {
        return keys == null ? NOTHING : keys.stats();
    }

    /** Drops all that is kept. */
    public void clear() {
        if (keys != null) {
            keys.clear();
        }
    }

    OpenedKey unwrap(GuardedKek kek, WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        @Nullable KeyCache<Name, DataKey> cache = cacheOf(kek);
        if (cache == null) {
            return new OpenedKey(kek.unwrap(wrapped, context, deadline), KeyLease.of(kek.kek(), wrapped));
        }
        Name name = Name.of(wrapped, context);
        KeyCache.Loader<DataKey> loader = limit -> kek.unwrap(wrapped, context, limit);
        try (KeyHandle<DataKey> held = cache.hold(name, loader, deadline)) {
            return new OpenedKey(
                    copy(held), limit -> cache.hold(name, loader, limit).close());
        }
    }

    List<Outcome<DataKey>> unwrapAll(GuardedKek kek, List<UnwrapRequest> requests, Deadline deadline) {
        @Nullable KeyCache<Name, DataKey> cache = cacheOf(kek);
        if (cache == null) {
            return kek.unwrapAll(requests, deadline);
        }
        Map<Name, UnwrapRequest> byName = new HashMap<>();
        List<Name> names = new ArrayList<>(requests.size());
        for (UnwrapRequest request : requests) {
            Name name = Name.of(request.wrapped(), request.context());
            names.add(name);
            byName.put(name, request);
        }
        KeyCache.BatchLoader<Name, DataKey> loader = (missing, limit) ->
                kek.unwrapAll(missing.stream().map(byName::get).toList(), limit);
        return cache.holdAll(names, loader, deadline).stream()
                .map(outcome -> outcome.map(handle -> {
                    try (handle) {
                        return copy(handle);
                    }
                }))
                .toList();
    }

    /** What is unwrapped in this process costs no call, so keeping it would only leave keys in memory. */
    private @Nullable KeyCache<Name, DataKey> cacheOf(GuardedKek kek) {
        return InProcessKek.costsNoCall(kek.kek()) ? null : keys;
    }

    private static DataKey copy(KeyHandle<DataKey> held) {
        return held.key().use(DataKey::takeFrom);
    }

    /** A wrapped key and what it is bound to: who could not unwrap it by himself shall not find it. */
    private record Name(String kekName, String kekVersion, ByteBuffer digest) {

        static Name of(WrappedKey wrapped, EncryptionContext context) {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                byte[] bytes = wrapped.bytes();
                sha256.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                sha256.update(bytes);
                sha256.update(context.toCanonicalBytes());
                return new Name(wrapped.kekName(), wrapped.kekVersion(), ByteBuffer.wrap(sha256.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }
    }
}
