package dev.envelope.internal.crypto;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * XAES-256-GCM (c2sp.org/XAES-256-GCM v1.0.1): AES-256-GCM with a 192-bit nonce that is safe to choose at random for any
 * number of messages, by a key derived from the first half of the nonce.
 *
 * <p>Nonce and ciphertext are read where they stand. As copies of parts of a short copy they were a little slower, and in a process that
 * did much else beside, the optimizing compiler of JDK 17.0.15 made code of that which now and then refused what is authentic.
 *
 * <p>Safe for use by several threads. {@link #close()} wipes what was prepared from the key, which stays the caller's.
 */
public final class Xaes256Gcm implements AutoCloseable {

    /** The length of a nonce, in bytes. */
    public static final int NONCE_LENGTH = 24;

    /** How many bytes longer the ciphertext is than the plaintext. */
    public static final int TAG_LENGTH = AesGcm.TAG_LENGTH;

    private final Jca jca;
    private final PreparedCmacs cmacs;

    /**
     * XAES-256-GCM under one key.
     *
     * @param jca where AES comes from
     * @param key the key, 32 bytes; stays the caller's
     */
    public Xaes256Gcm(Jca jca, SecretBytes key) {
        this.jca = jca;
        this.cmacs = new PreparedCmacs(jca, key);
    }

    /**
     * Encrypts, behind the nonce.
     *
     * @param nonce the array that holds {@value #NONCE_LENGTH} random bytes, and receives ciphertext and tag behind them
     * @param offset where the nonce begins
     * @param plaintext the plaintext
     * @param aad the additional data
     */
    public void seal(byte[] nonce, int offset, byte[] plaintext, byte[] aad) {
        try (SecretBytes key = derivedKey(nonce, offset)) {
            new AesGcm(jca, key)
                    .seal(nonce, gcmNonce(offset), aad, plaintext, 0, plaintext.length, nonce, offset + NONCE_LENGTH);
        }
    }

    /**
     * Decrypts what stands behind a nonce.
     *
     * @param nonce the array that holds the nonce, then ciphertext and tag
     * @param offset where the nonce begins
     * @param length the length of all three, in bytes
     * @param aad the additional data
     * @return the plaintext, which the caller wipes
     * @throws AEADBadTagException if the tag is wrong
     */
    public byte[] open(byte[] nonce, int offset, int length, byte[] aad) throws AEADBadTagException {
        int sealedLength = length - NONCE_LENGTH;
        if (sealedLength < TAG_LENGTH) {
            throw new AEADBadTagException("shorter than nonce and tag");
        }
        byte[] opened = new byte[sealedLength - TAG_LENGTH];
        try (SecretBytes key = derivedKey(nonce, offset)) {
            new AesGcm(jca, key)
                    .open(nonce, gcmNonce(offset), aad, nonce, offset + NONCE_LENGTH, sealedLength, opened, 0);
        }
        return opened;
    }

    @Override
    public void close() {
        cmacs.close();
    }

    private SecretBytes derivedKey(byte[] nonce, int offset) {
        byte[] message = new byte[AesCmac.BLOCK_LENGTH];
        message[2] = 'X';
        System.arraycopy(nonce, offset, message, 4, AesGcm.NONCE_LENGTH);
        byte[] key = cmacs.derive(message);
        try {
            return SecretBytes.aes(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static int gcmNonce(int offset) {
        return offset + NONCE_LENGTH - AesGcm.NONCE_LENGTH;
    }
}
