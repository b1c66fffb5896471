package dev.envelope.soak;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeListener;
import dev.envelope.EvictionCause;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.rotation.RotationJob;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One running copy of the application: keys, caches and ciphers of its own. */
final class Instance implements AutoCloseable {

    /** How old a key may become in its caches. */
    static final Duration MAXIMUM_AGE = Duration.ofSeconds(2);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** Each limit is reached again and again: more keys are in use than fit, and each is used more often than it may be. */
    private static final KeyCaching CACHING = KeyCaching.defaults()
            .withMaximumAge(MAXIMUM_AGE)
            .withMaximumSize(12)
            .withMaximumUses(25)
            .withRefreshAhead(0.4)
            .withNegativeAge(Duration.ofMillis(200));

    private final String name;
    private final TenantKeys tenants;
    private final EnvelopeCipher shared;
    private final EnvelopeCipher mirrored;
    private final EnvelopeCipher local;
    private final LocalKey localKey;
    private final AtomicInteger users = new AtomicInteger();
    private final Set<RotationJob> jobs = ConcurrentHashMap.newKeySet();
    private volatile boolean denied;
    private volatile boolean closing;

    Instance(String name, KeyServices keys, TenantKeyStore store, Tally tally) {
        this.name = name;
        EnvelopeListener evictions = new EnvelopeListener() {
            @Override
            public void cacheEvicted(String kekName, EvictionCause cause) {
                tally.count(Tally.CACHES, cause);
            }
        };
        this.tenants = TenantKeys.builder(Keyring.of(keys.kek(keys.root, name, () -> denied)), store)
                .keyCaching(CACHING)
                .pollInterval(POLL_INTERVAL)
                .timeout(TIMEOUT)
                .listener(evictions)
                .build();
        this.shared = cipher(Keyring.of(keys.kek(keys.shared, name, () -> denied)), evictions);
        this.mirrored = cipher(
                Keyring.of(keys.kek(keys.mirroredEast, name, () -> denied))
                        .alsoEncryptingWith(keys.kek(keys.mirroredWest, name, () -> denied))
                        .withMinimumRecipients(1),
                evictions);
        this.localKey = keys.local();
        this.local =
                EnvelopeCipher.builder(Keyring.of(localKey)).timeout(TIMEOUT).build();
    }

    private static EnvelopeCipher cipher(Keyring keyring, EnvelopeListener listener) {
        return EnvelopeCipher.builder(keyring)
                .keyCaching(CACHING)
                .timeout(TIMEOUT)
                .listener(listener)
                .build();
    }

    TenantKeys tenants() {
        return tenants;
    }

    EnvelopeCipher cipher(Shelf shelf, String owner) {
        return switch (shelf) {
            case TENANTS -> tenants.cipher(owner);
            case SHARED -> shared;
            case MIRRORED -> mirrored;
            case LOCAL -> local;
        };
    }

    void deny(boolean now) {
        denied = now;
    }

    /** Takes part in it, until it is closed by {@link #leave}. */
    void enter() {
        users.incrementAndGet();
    }

    void leave() {
        users.decrementAndGet();
    }

    boolean isInUse() {
        return users.get() > 0;
    }

    /** Whether what is called on it may fail, because it is being closed. */
    boolean isClosing() {
        return closing;
    }

    /** A job that has to stop when this instance does; it is stopped at once if that was before. */
    void runs(RotationJob job) {
        jobs.add(job);
        if (closing) {
            job.stop();
        }
    }

    void ran(RotationJob job) {
        jobs.remove(job);
    }

    /** Nothing new begins here any more. */
    void isAboutToClose() {
        closing = true;
        jobs.forEach(RotationJob::stop);
    }

    @Override
    public void close() {
        isAboutToClose();
        tenants.close();
        shared.clearKeyCache();
        mirrored.clearKeyCache();
        localKey.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
