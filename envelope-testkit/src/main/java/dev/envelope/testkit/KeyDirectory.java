package dev.envelope.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The keys and aliases of the service, which share one space of names. Safe for use by several threads. */
final class KeyDirectory {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, KmsKey> keys = new HashMap<>();
    private final Map<String, KeyAlias> aliases = new HashMap<>();
    private final Clock clock;

    KeyDirectory(Clock clock) {
        this.clock = clock;
    }

    void createKey(String keyId, KmsKeyUsage usage) {
        int length = keyId.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > CiphertextBlob.MAX_KEY_ID_BYTES) {
            throw new KmsException(
                    KmsErrorCode.INVALID_REQUEST,
                    "a key id has 1 to " + CiphertextBlob.MAX_KEY_ID_BYTES + " bytes in UTF-8, and not " + length);
        }
        lock.lock();
        try {
            requireFree(keyId);
            keys.put(keyId, KmsKey.create(keyId, usage));
        } finally {
            lock.unlock();
        }
    }

    void createAlias(String alias, String keyId) {
        lock.lock();
        try {
            requireFree(alias);
            aliases.put(alias, KeyAlias.to(key(keyId).id()));
        } finally {
            lock.unlock();
        }
    }

    void updateAlias(String alias, String keyId) {
        lock.lock();
        try {
            KeyAlias before = aliases.get(alias);
            if (before == null) {
                throw KmsKey.notFound(alias);
            }
            aliases.put(alias, before.pointedAt(key(keyId).id()));
        } finally {
            lock.unlock();
        }
    }

    void change(String keyId, UnaryOperator<KmsKey> change) {
        lock.lock();
        try {
            keys.put(keyId, change.apply(key(keyId)));
        } finally {
            lock.unlock();
        }
    }

    /** The key of an id, in whatever state unless it is deleted. */
    KmsKey key(String keyId) {
        lock.lock();
        try {
            KmsKey key = keys.get(keyId);
            if (key == null) {
                throw KmsKey.notFound(keyId);
            }
            if (key.state(clock.instant()) == KmsKeyState.DELETED) {
                keys.put(keyId, key.withMaterialDestroyed());
                throw KmsKey.notFound(keyId);
            }
            return key;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a key of that id, or was one. */
    boolean knows(String keyId) {
        lock.lock();
        try {
            return keys.containsKey(keyId);
        } finally {
            lock.unlock();
        }
    }

    /** The id that a name stands for now: an alias's target, and any other name itself, whether there is a key or not. */
    String keyIdOf(String keyIdOrAlias) {
        KeyAlias alias = alias(keyIdOrAlias);
        return alias == null ? keyIdOrAlias : alias.target();
    }

    /** Whether the holder of a name may open through it what a key made. */
    boolean admits(String keyIdOrAlias, String keyId) {
        KeyAlias alias = alias(keyIdOrAlias);
        return alias == null ? keyIdOrAlias.equals(keyId) : alias.admits(keyId);
    }

    /** How the holder of a name tells the versions of everything behind it apart. */
    String versionLabel(String keyIdOrAlias, String keyId, int version) {
        KeyAlias alias = alias(keyIdOrAlias);
        return alias == null ? Integer.toString(version) : alias.versionLabel(keyId, version);
    }

    private @Nullable KeyAlias alias(String name) {
        lock.lock();
        try {
            return aliases.get(name);
        } finally {
            lock.unlock();
        }
    }

    private void requireFree(String name) {
        // Deleted keys keep their names: what they encrypted must not meet another key.
        if (keys.containsKey(name) || aliases.containsKey(name)) {
            throw new KmsException(KmsErrorCode.INVALID_REQUEST, "there is a key or an alias " + name + " already");
        }
    }
}
