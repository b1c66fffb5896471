package dev.envelope;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.WrappedKey;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.crypto.Randomness;
import dev.envelope.internal.wrap.KeyFile;
import dev.envelope.internal.wrap.KeyVersions;
import dev.envelope.internal.wrap.KeyVersions.KeyVersion;
import dev.envelope.internal.wrap.LocalWrapping;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Provider;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A key-encryption key that is held in this process: for tests, for development, for programs whose key comes out of a
 * secret store of their own. Data keys are wrapped by XAES-256-GCM (c2sp.org/XAES-256-GCM), bound to the key's name, its
 * version and the encryption context; 73 bytes each.
 *
 * <p>Know what it does not give: whoever takes the process or the key file takes the key, no one can withdraw it, no log
 * tells who used it, and whoever can encrypt can decrypt. A key in a key service gives these.
 *
 * <p>A key has one version that encrypts, and any number of older ones that open what they wrapped:
 *
 * <pre>{@code
 * LocalKey key = LocalKey.of("cards", "2", newBytes).withPrevious("1", oldBytes);
 * }</pre>
 *
 * <p>Safe for use by several threads. Closing it wipes its keys; its owner is whoever made it.
 */
public final class LocalKey implements KeyEncryptionKey, AutoCloseable {

    private final String name;
    private final String currentVersion;
    private final Jca jca;
    private final Map<String, LocalWrapping> versions;
    private volatile boolean closed;

    private LocalKey(String name, String currentVersion, Jca jca, Map<String, LocalWrapping> versions) {
        this.name = name;
        this.currentVersion = currentVersion;
        this.jca = jca;
        this.versions = Collections.unmodifiableMap(versions);
    }

    /**
     * A key of one version.
     *
     * @param name the key's name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param version the version's name: 1 to 64 characters of {@code A-Z a-z 0-9 . -}
     * @param key 32 random bytes (not a password); copied, and the caller wipes its own
     * @return the key
     * @throws IllegalArgumentException if one of them is not so
     */
    public static LocalKey of(String name, String version, byte[] key) {
        Map<String, LocalWrapping> versions = new LinkedHashMap<>();
        versions.put(version, wrapping(Jca.DEFAULT, name, version, key));
        return new LocalKey(name, version, Jca.DEFAULT, versions);
    }

    /**
     * A random key that ends with this process, and with it everything it wrapped: for tests and demonstrations.
     *
     * @param name the key's name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @return the key
     */
    public static LocalKey ephemeral(String name) {
        try (KeyVersion fresh = new KeyVersion("ephemeral", Randomness.bytes(KeyVersions.KEY_LENGTH))) {
            return of(name, fresh.version(), fresh.key());
        }
    }

    /**
     * The key in a file, one {@code <version>:<64 hexadecimal digits>} a line, the last one encrypting. The file may be
     * readable by its owner only, who is this process's user or root; where the file system has POSIX permissions this is
     * checked.
     *
     * @param name the key's name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param file the file
     * @return the key
     * @throws IllegalArgumentException if the name is not so
     * @throws KekUnusableException with {@link ErrorCode#KEK_NOT_FOUND} if there is no such file
     * @throws KekMisconfiguredException if the file can't be read, others may read it, or its lines are not so
     */
    public static LocalKey fromFile(String name, Path file) {
        WrappedKey.requireName(name);
        KeyFile keyFile = new KeyFile(requireNonNull(file, "file"));
        if (!keyFile.exists()) {
            throw KekUnusableException.notFound(name, "there is no file " + file, null);
        }
        try {
            return parse(name, keyFile.read());
        } catch (IOException | IllegalArgumentException e) {
            throw unusableFile(name, file, e);
        }
    }

    /**
     * The key in a file, which is created with a random key and for its owner only if it is not there. Where several
     * processes do so at once, all get the same key. Back the file up: without it everything it wrapped is lost.
     *
     * @param name the key's name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param file the file, in a directory that exists
     * @return the key
     * @throws IllegalArgumentException if the name is not so
     * @throws KekMisconfiguredException if the file can't be read or created, others may read it, or its lines are not
     *     as {@link #fromFile} says
     */
    public static LocalKey fromFileOrCreate(String name, Path file) {
        WrappedKey.requireName(name);
        KeyFile keyFile = new KeyFile(requireNonNull(file, "file"));
        try {
            if (!keyFile.exists()) {
                keyFile.create();
            }
        } catch (IOException e) {
            throw unusableFile(name, file, e);
        }
        return fromFile(name, file);
    }

    /**
     * Adds a random version to a key file, which encrypts from now on; the others still decrypt. Programs that hold the
     * key go on with what they have read until they read the file again, so let every reader have the new file before a
     * writer uses it. Not to be done by two processes at once.
     *
     * @param name the key's name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param file the file
     * @return the key with its new version, whose name is the number of versions or the next one that is free
     * @throws KekUnusableException with {@link ErrorCode#KEK_NOT_FOUND} if there is no such file
     * @throws KekMisconfiguredException if the file can't be read or written
     */
    public static LocalKey rotateFile(String name, Path file) {
        try (LocalKey before = fromFile(name, file)) {
            int next = before.versions.size() + 1;
            while (before.versions.containsKey(Integer.toString(next))) {
                next++;
            }
            new KeyFile(file).add(Integer.toString(next));
        } catch (IOException | IllegalArgumentException e) {
            throw unusableFile(name, file, e);
        }
        return fromFile(name, file);
    }

    /**
     * The key in an environment variable, as {@code <version>:<64 hexadecimal digits>}, several separated by commas or
     * white space, the last one encrypting.
     *
     * <p><strong>Prefer a file or a key service.</strong> An environment variable is inherited by child processes, shown by
     * process listings and container inspection, and copied into crash reports; it can't be wiped.
     *
     * @param name the key's name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param variable the name of the environment variable
     * @return the key
     * @throws IllegalArgumentException if the name is not so
     * @throws KekUnusableException with {@link ErrorCode#KEK_NOT_FOUND} if the variable is not set
     * @throws KekMisconfiguredException if its value is not so
     */
    public static LocalKey fromEnvironment(String name, String variable) {
        WrappedKey.requireName(name);
        String value = System.getenv(variable);
        if (value == null) {
            throw KekUnusableException.notFound(name, "there is no environment variable " + variable, null);
        }
        try {
            return parse(name, value);
        } catch (IllegalArgumentException e) {
            throw new KekMisconfiguredException(name, "environment variable " + variable + ": " + e.getMessage(), null);
        }
    }

    /**
     * This key and one more version that opens what it wrapped in the past.
     *
     * @param version the version's name: 1 to 64 characters of {@code A-Z a-z 0-9 . -}
     * @param key its 32 bytes; copied, and the caller wipes its own
     * @return a new key, independent of this one: both are to be closed
     * @throws IllegalArgumentException if the version is there already, or one of them is not so
     */
    public LocalKey withPrevious(String version, byte[] key) {
        if (versions.containsKey(version)) {
            throw new IllegalArgumentException("KEK '" + name + "' has a version '" + version + "' already");
        }
        Map<String, LocalWrapping> more = copies(jca);
        more.put(version, wrapping(jca, name, version, key));
        return new LocalKey(name, currentVersion, jca, more);
    }

    /**
     * This key over a JCA provider of choice, such as a FIPS provider or Amazon Corretto's, which does not have to be
     * installed. By default the JDK's order of preference.
     *
     * @param provider a provider with AES/GCM/NoPadding, AES/CBC/NoPadding and HmacSHA512
     * @return a new key, independent of this one: both are to be closed
     * @throws IllegalArgumentException if the provider lacks one of them
     */
    public LocalKey withProvider(Provider provider) {
        Jca other = Jca.of(provider);
        return new LocalKey(name, currentVersion, other, copies(other));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        deadline.check(name);
        return version(currentVersion).wrap(key, context);
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        deadline.check(name);
        String version = wrapped.kekVersion();
        if (!versions.containsKey(version)) {
            throw KekUnusableException.versionRetired(
                    name, version, "it holds the versions " + versions.keySet() + " only", null);
        }
        return version(version)
                .unwrap(wrapped.bytes(), context)
                .orElseThrow(() -> new WrappedKeyRefusedException(name, null, null));
    }

    @Override
    public Optional<String> currentVersion() {
        return Optional.of(currentVersion);
    }

    @Override
    public Optional<WrappedKeySize> wrappedKeySize() {
        return Optional.of(new WrappedKeySize(name.length(), currentVersion.length(), LocalWrapping.WRAPPED_LENGTH));
    }

    @Override
    public Set<KekCapability> capabilities() {
        return Set.of(
                KekCapability.BINDS_CONTEXT,
                KekCapability.REPORTS_VERSIONS,
                KekCapability.BINDS_VERSION,
                KekCapability.AUTHENTICATES);
    }

    /** Wipes all versions. Closing again does nothing. */
    @Override
    public void close() {
        closed = true;
        versions.values().forEach(LocalWrapping::close);
    }

    /** Returns the name and the versions. */
    @Override
    public String toString() {
        return "LocalKey[" + name + ", versions " + versions.keySet() + ", encrypts with " + currentVersion + "]";
    }

    private LocalWrapping version(String version) {
        requireOpen();
        return requireNonNull(versions.get(version));
    }

    private void requireOpen() {
        if (closed) {
            throw new KekMisconfiguredException(
                    name, "it was closed before this call; close a local key after its last use", null);
        }
    }

    private Map<String, LocalWrapping> copies(Jca other) {
        requireOpen();
        Map<String, LocalWrapping> copies = new LinkedHashMap<>();
        versions.forEach((version, wrapping) -> copies.put(version, wrapping.over(other)));
        return copies;
    }

    private static LocalKey parse(String name, String text) {
        List<KeyVersion> parsed = KeyVersions.parse(text);
        Map<String, LocalWrapping> versions = new LinkedHashMap<>();
        for (KeyVersion version : parsed) {
            try (version) {
                versions.put(version.version(), wrapping(Jca.DEFAULT, name, version.version(), version.key()));
            }
        }
        return new LocalKey(name, parsed.get(parsed.size() - 1).version(), Jca.DEFAULT, versions);
    }

    private static LocalWrapping wrapping(Jca jca, String name, String version, byte[] key) {
        WrappedKey.requireName(name);
        WrappedKey.requireVersion(version);
        if (version.isEmpty()) {
            throw new IllegalArgumentException("A version of the local key '" + name + "' needs a name");
        }
        if (key.length != KeyVersions.KEY_LENGTH) {
            throw new IllegalArgumentException("A local key has " + KeyVersions.KEY_LENGTH + " bytes, and version '"
                    + version + "' of '" + name + "' has " + key.length);
        }
        return new LocalWrapping(jca, name, version, key);
    }

    private static KekMisconfiguredException unusableFile(String name, Path file, Exception cause) {
        return new KekMisconfiguredException(name, "key file " + file + ": " + cause.getMessage(), cause);
    }
}
