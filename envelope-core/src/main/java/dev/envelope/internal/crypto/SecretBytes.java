package dev.envelope.internal.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;

/**
 * Key bytes as the JCA wants them, and that can be wiped: {@code SecretKeySpec} can't, its {@code destroy} throws. What a
 * JCA provider copies out of it is the provider's to wipe.
 *
 * <p>Safe for use by several threads.
 */
public final class SecretBytes implements SecretKey, AutoCloseable {

    private static final long serialVersionUID = 1;

    private final String algorithm;
    private final transient byte[] bytes;

    // A lock rather than a volatile flag: a close in the middle of a copy would hand out a half-wiped key, to encrypt
    // with.
    private final transient ReentrantLock lock = new ReentrantLock();
    private transient boolean closed;

    private SecretBytes(String algorithm, byte[] owned) {
        this.algorithm = algorithm;
        this.bytes = owned;
    }

    /**
     * An AES key.
     *
     * @param bytes the key; copied
     * @return the key, which the caller owns
     */
    public static SecretBytes aes(byte[] bytes) {
        return new SecretBytes("AES", bytes.clone());
    }

    /**
     * A key for HMAC.
     *
     * @param bytes the key; copied
     * @return the key, which the caller owns
     */
    public static SecretBytes hmac(byte[] bytes) {
        return new SecretBytes("HmacSHA512", bytes.clone());
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        lock.lock();
        try {
            requireOpen();
            return bytes.clone();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            Arrays.fill(bytes, (byte) 0);
        } finally {
            lock.unlock();
        }
    }

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

    /** Throws if this key was closed. Not every JCA provider asks a key for its bytes each time it is used. */
    void requireOpen() {
        if (isDestroyed()) {
            throw new IllegalStateException("This key was closed");
        }
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("Keys are not serialised");
    }
}
