package dev.envelope.kek;

import dev.envelope.internal.crypto.ConstantTime;
import dev.envelope.internal.crypto.KeyMaterial;
import dev.envelope.internal.crypto.Randomness;
import java.util.Arrays;
import java.util.function.Function;
import javax.security.auth.Destroyable;

/**
 * A data-encryption key (DEK): 256 bits, made for one record and never used for a second one.
 *
 * <p>It has exactly one owner at a time, who closes it: whoever receives one as a result of a call owns it, whoever
 * receives one as an argument does not. Closing wipes the bytes. It can't be serialised, and {@code toString},
 * {@code equals} and {@code hashCode} tell nothing about the bytes.
 *
 * <p>Safe for use by several threads. A use that is in progress when the key is closed goes on with its own copy of the
 * bytes and wipes that.
 */
public final class DataKey implements Destroyable, AutoCloseable {

    /** The length of every data key, in bytes. */
    public static final int LENGTH = 32;

    private final KeyMaterial material;

    private DataKey(KeyMaterial material) {
        this.material = material;
    }

    /**
     * A new random key.
     *
     * @return a key that the caller owns
     */
    public static DataKey generate() {
        return takeFrom(Randomness.bytes(LENGTH));
    }

    /**
     * A key from bytes that a key service returned. The bytes are copied, and the given array is wiped.
     *
     * @param bytes the key, {@value #LENGTH} bytes; all zero afterwards, whatever happens
     * @return a key that the caller owns
     * @throws IllegalArgumentException if the length is another one; the message does not show the bytes
     */
    public static DataKey takeFrom(byte[] bytes) {
        try {
            if (bytes.length != LENGTH) {
                throw new IllegalArgumentException(
                        "A data key has " + LENGTH + " bytes, and this one has " + bytes.length);
            }
            return new DataKey(KeyMaterial.copyOf(bytes, 0, LENGTH));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Hands a copy of the bytes to a function and wipes the copy when the function is done.
     *
     * @param <R> the type of the function's result
     * @param function receives {@value #LENGTH} bytes that are wiped when it returns or throws
     * @return what the function returns
     * @throws IllegalStateException if this key was closed
     */
    public <R> R use(Function<byte[], R> function) {
        byte[] copy = material.copy();
        try {
            return function.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /**
     * Compares the bytes of two keys in constant time.
     *
     * @param other another key
     * @return true if both have the same bytes
     * @throws IllegalStateException if either was closed
     */
    public boolean sameBytesAs(DataKey other) {
        return use(own -> other.use(others -> ConstantTime.equal(own, others)));
    }

    /** Wipes the bytes. Closing again does nothing. */
    @Override
    public void close() {
        material.close();
    }

    /** The same as {@link #close()}. */
    @Override
    public void destroy() {
        close();
    }

    @Override
    public boolean isDestroyed() {
        return material.isClosed();
    }

    @Override
    public String toString() {
        return isDestroyed() ? "DataKey[closed]" : "DataKey[" + LENGTH + " bytes]";
    }
}
