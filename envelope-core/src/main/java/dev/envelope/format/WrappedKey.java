package dev.envelope.format;

import static java.util.Objects.requireNonNull;

import dev.envelope.internal.format.Labels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A data key encrypted under a key-encryption key, with the name and the version of that key: one entry of a
 * {@link KeyBlock}.
 *
 * <p>Name and version are labels that anyone who can write the envelope can write: they say which key to try, and what
 * unwraps decides. Immutable, safe for use by several threads, compared by value.
 */
public final class WrappedKey {

    /** The longest name of a key-encryption key, in bytes. */
    public static final int MAX_NAME_LENGTH = Labels.MAX_NAME_LENGTH;

    /** The longest version of a key-encryption key, in bytes. */
    public static final int MAX_VERSION_LENGTH = Labels.MAX_VERSION_LENGTH;

    /** The longest wrapped data key, in bytes. */
    public static final int MAX_WRAPPED_LENGTH = 8192;

    private final String kekName;
    private final String kekVersion;
    private final byte[] bytes;

    private WrappedKey(String kekName, String kekVersion, byte[] owned) {
        this.kekName = kekName;
        this.kekVersion = kekVersion;
        this.bytes = owned;
    }

    /**
     * A wrapped data key.
     *
     * @param kekName the name of the key-encryption key: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param kekVersion its version: 0 to 64 characters of {@code A-Z a-z 0-9 . -}, empty where the service shows none
     * @param bytes the wrapped data key, 1 to 8192 bytes of which the first is the provider's own format byte; copied
     * @return the value
     * @throws IllegalArgumentException if one of them is not so
     */
    public static WrappedKey of(String kekName, String kekVersion, byte[] bytes) {
        requireName(kekName);
        requireVersion(kekVersion);
        if (bytes.length < 1 || bytes.length > MAX_WRAPPED_LENGTH) {
            throw new IllegalArgumentException("A wrapped data key has 1 to " + MAX_WRAPPED_LENGTH
                    + " bytes, and this one of KEK '" + kekName + "' has " + bytes.length);
        }
        return new WrappedKey(kekName, kekVersion, bytes.clone());
    }

    /** Of parts that were checked as {@link #of} does, the bytes being no one else's. */
    static WrappedKey ofChecked(String kekName, String kekVersion, byte[] owned) {
        return new WrappedKey(kekName, kekVersion, owned);
    }

    /**
     * Checks a name that an application chose for a key-encryption key.
     *
     * @param kekName the name
     * @return the name
     * @throws IllegalArgumentException unless it has 1 to 64 characters, all of {@code a-z 0-9 . / -}
     */
    public static String requireName(String kekName) {
        requireNonNull(kekName, "kekName");
        if (!Labels.isName(kekName)) {
            throw new IllegalArgumentException("The name of a KEK has 1 to " + MAX_NAME_LENGTH
                    + " characters of a-z 0-9 . / - and '" + kekName + "' has not");
        }
        return kekName;
    }

    /**
     * Checks a version of a key-encryption key.
     *
     * @param kekVersion the version
     * @return the version
     * @throws IllegalArgumentException unless it has at most 64 characters, all of {@code A-Z a-z 0-9 . -}
     */
    public static String requireVersion(String kekVersion) {
        requireNonNull(kekVersion, "kekVersion");
        if (!Labels.isVersion(kekVersion)) {
            throw new IllegalArgumentException("The version of a KEK has at most " + MAX_VERSION_LENGTH
                    + " characters of A-Z a-z 0-9 . - and '" + kekVersion + "' has not");
        }
        return kekVersion;
    }

    /**
     * Returns the name of the key-encryption key.
     *
     * @return the name
     */
    public String kekName() {
        return kekName;
    }

    /**
     * Returns the version of the key-encryption key.
     *
     * @return the version, empty where the key service shows none
     */
    public String kekVersion() {
        return kekVersion;
    }

    /**
     * Returns the wrapped data key.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Writes the entry as it stands in a key block. */
    void writeTo(ByteBuffer keyBlock) {
        putText(keyBlock, kekName);
        putText(keyBlock, kekVersion);
        keyBlock.putShort((short) bytes.length).put(bytes);
    }

    private static void putText(ByteBuffer keyBlock, String ascii) {
        keyBlock.put((byte) ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            keyBlock.put((byte) ascii.charAt(i));
        }
    }

    /**
     * Returns the sizes of this entry.
     *
     * @return the sizes
     */
    public WrappedKeySize size() {
        return new WrappedKeySize(kekName.length(), kekVersion.length(), bytes.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WrappedKey key
                && kekName.equals(key.kekName)
                && kekVersion.equals(key.kekVersion)
                && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kekName, kekVersion, Arrays.hashCode(bytes));
    }

    /**
     * Returns the labels and the length.
     *
     * @return such as {@code WrappedKey[cards:2, 73 bytes]}
     */
    @Override
    public String toString() {
        return "WrappedKey[" + kekName + ":" + kekVersion + ", " + bytes.length + " bytes]";
    }
}
