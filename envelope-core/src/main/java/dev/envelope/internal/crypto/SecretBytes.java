package dev.envelope.internal.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
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
    private final transient KeyMaterial material;

    private SecretBytes(String algorithm, KeyMaterial material) {
        this.algorithm = algorithm;
        this.material = material;
    }

    /**
     * An AES key.
     *
     * @param bytes the key; copied
     * @return the key, which the caller owns
     */
    public static SecretBytes aes(byte[] bytes) {
        return aes(bytes, 0, bytes.length);
    }

    /**
     * An AES key from a part of an array.
     *
     * @param source holds the key, which is copied
     * @param offset where it begins
     * @param length its length
     * @return the key, which the caller owns
     */
    public static SecretBytes aes(byte[] source, int offset, int length) {
        return new SecretBytes("AES", KeyMaterial.copyOf(source, offset, length));
    }

    /**
     * A key for HMAC.
     *
     * @param bytes the key; copied
     * @return the key, which the caller owns
     */
    public static SecretBytes hmac(byte[] bytes) {
        return new SecretBytes("HmacSHA512", KeyMaterial.copyOf(bytes, 0, bytes.length));
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
        return material.copy();
    }

    @Override
    public void close() {
        material.close();
    }

    @Override
    public void destroy() {
        close();
    }

    @Override
    public boolean isDestroyed() {
        return material.isClosed();
    }

    /** Throws if this key was closed. Not every JCA provider asks a key for its bytes each time it is used. */
    void requireOpen() {
        material.requireOpen();
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("Keys are not serialised");
    }
}
