package dev.envelope.internal.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Key bytes as the JCA wants them, and that can be wiped: {@code SecretKeySpec} can't, its {@code destroy} throws. What a
 * JCA provider copies out of it is the provider's to wipe.
 */
public final class SecretBytes implements SecretKey, AutoCloseable {

    private static final long serialVersionUID = 1;

    private final String algorithm;
    private final transient byte[] bytes;
    private volatile boolean closed;

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
        if (closed) {
            throw new IllegalStateException("This key was closed");
        }
        return bytes.clone();
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public void destroy() {
        close();
    }

    @Override
    public boolean isDestroyed() {
        return closed;
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("Keys are not serialised");
    }
}
