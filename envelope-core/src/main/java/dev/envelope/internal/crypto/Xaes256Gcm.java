package dev.envelope.internal.crypto;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * XAES-256-GCM (c2sp.org/XAES-256-GCM v1.0.1): AES-256-GCM with a 192-bit nonce that is safe to choose at random for any
 * number of messages, by a key derived from the first half of the nonce.
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
     * Encrypts.
     *
     * @param nonce {@value #NONCE_LENGTH} random bytes
     * @param plaintext the plaintext
     * @param aad the additional data
     * @return ciphertext and tag
     */
    public byte[] seal(byte[] nonce, byte[] plaintext, byte[] aad) {
        byte[] sealed = new byte[plaintext.length + TAG_LENGTH];
        try (SecretBytes key = derivedKey(nonce)) {
            new AesGcm(jca, key).seal(gcmNonce(nonce), aad, plaintext, 0, plaintext.length, sealed, 0);
        }
        return sealed;
    }

    /**
     * Decrypts.
     *
     * @param nonce the nonce
     * @param sealed ciphertext and tag
     * @param aad the additional data
     * @return the plaintext, which the caller wipes
     * @throws AEADBadTagException if the tag is wrong
     */
    public byte[] open(byte[] nonce, byte[] sealed, byte[] aad) throws AEADBadTagException {
        if (sealed.length < TAG_LENGTH) {
            throw new AEADBadTagException("shorter than a tag");
        }
        byte[] opened = new byte[sealed.length - TAG_LENGTH];
        try (SecretBytes key = derivedKey(nonce)) {
            new AesGcm(jca, key).open(gcmNonce(nonce), aad, sealed, 0, sealed.length, opened, 0);
        }
        return opened;
    }

    @Override
    public void close() {
        cmacs.close();
    }

    private SecretBytes derivedKey(byte[] nonce) {
        if (nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("A nonce has " + NONCE_LENGTH + " bytes, not " + nonce.length);
        }
        byte[] key = new byte[2 * AesCmac.BLOCK_LENGTH];
        try {
            return cmacs.use(cmac -> {
                for (int half = 0; half < 2; half++) {
                    byte[] message = new byte[AesCmac.BLOCK_LENGTH];
                    message[1] = (byte) (half + 1);
                    message[2] = 'X';
                    System.arraycopy(nonce, 0, message, 4, AesGcm.NONCE_LENGTH);
                    cmac.mac(message, key, half * AesCmac.BLOCK_LENGTH);
                }
                return SecretBytes.aes(key);
            });
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] gcmNonce(byte[] nonce) {
        return Arrays.copyOfRange(nonce, NONCE_LENGTH - AesGcm.NONCE_LENGTH, NONCE_LENGTH);
    }
}
