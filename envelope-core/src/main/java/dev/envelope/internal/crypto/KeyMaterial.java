package dev.envelope.internal.crypto;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The bytes of a key, which can be wiped while others read them: whoever reads gets all of them or an exception, never a
 * half-wiped key to encrypt with.
 *
 * <p>Safe for use by several threads, without a lock, which would take a tenth of a short record's time. Wiping first says that
 * it does; reading copies first and asks afterwards, so a copy that has seen a wiped byte is not given away.
 */
public final class KeyMaterial implements AutoCloseable {

    private final byte[] bytes;
    private volatile boolean closed;

    private KeyMaterial(byte[] owned) {
        this.bytes = owned;
    }

    /**
     * Key material from a part of an array.
     *
     * @param source holds the bytes, which are copied
     * @param offset where they begin
     * @param length how many there are
     * @return the key material, which the caller owns
     */
    public static KeyMaterial copyOf(byte[] source, int offset, int length) {
        return new KeyMaterial(Arrays.copyOfRange(source, offset, offset + length));
    }

    /**
     * Returns the bytes.
     *
     * @return a new array, which the caller wipes
     * @throws IllegalStateException if this was closed
     */
    public byte[] copy() {
        byte[] copy = bytes.clone();
        VarHandle.loadLoadFence(); // the bytes are read before the flag
        if (closed) {
            Arrays.fill(copy, (byte) 0);
            throw wasClosed();
        }
        return copy;
    }

    /** Throws if this was closed. */
    void requireOpen() {
        if (closed) {
            throw wasClosed();
        }
    }

    /**
     * Tells whether this was closed.
     *
     * @return true if it was
     */
    public boolean isClosed() {
        return closed;
    }

    /** Wipes the bytes. Closing again does nothing. */
    @Override
    public void close() {
        closed = true;
        VarHandle.storeStoreFence(); // the flag is written before the bytes
        Arrays.fill(bytes, (byte) 0);
    }

    private static IllegalStateException wasClosed() {
        return new IllegalStateException("This key was closed");
    }
}
