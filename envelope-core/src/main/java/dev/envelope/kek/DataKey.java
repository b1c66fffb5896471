package dev.envelope.kek;

import dev.envelope.internal.crypto.ConstantTime;
import dev.envelope.internal.crypto.Randomness;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
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

    // A lock rather than a volatile flag: a close during a use would hand that use a half-wiped key.
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] bytes;
    private boolean closed;

    private DataKey(byte[] owned) {
        this.bytes = owned;
    }

    /**
     * A new random key.
     *
     * @return a key that the caller owns
     */
    public static DataKey generate() {
        return new DataKey(Randomness.bytes(LENGTH));
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
            return new DataKey(bytes.clone());
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
        byte[] copy = copy();
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
        return use(other::hasBytes);
    }

    /** Wipes the bytes. Closing again does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            Arrays.fill(bytes, (byte) 0);
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** The same as {@link #close()}. */
    @Override
    public void destroy() {
        close();
    }

    @Override
    public boolean isDestroyed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return isDestroyed() ? "DataKey[closed]" : "DataKey[" + LENGTH + " bytes]";
    }

    private boolean hasBytes(byte[] others) {
        lock.lock();
        try {
            requireOpen();
            return ConstantTime.equal(bytes, others);
        } finally {
            lock.unlock();
        }
    }

    private byte[] copy() {
        lock.lock();
        try {
            requireOpen();
            return bytes.clone();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This data key was closed");
        }
    }
}
