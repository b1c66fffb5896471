package dev.envelope.internal.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a 96-bit nonce and a 128-bit tag (NIST SP 800-38D). The caller sees to it that no nonce is used twice
 * under one key.
 *
 * <p>Safe for use by several threads; does not own its key.
 */
public final class AesGcm {

    /** The length of a nonce, in bytes. */
    public static final int NONCE_LENGTH = 12;

    /** The length of a tag, in bytes. */
    public static final int TAG_LENGTH = 16;

    /** For no additional data. */
    public static final byte[] NO_AAD = {};

    private final Jca jca;
    private final SecretBytes key;

    /**
     * AES-256-GCM under one key.
     *
     * @param jca where the primitive comes from
     * @param key the key, 32 bytes; stays the caller's
     */
    public AesGcm(Jca jca, SecretBytes key) {
        this.jca = jca;
        this.key = key;
    }

    /**
     * Encrypts into an array.
     *
     * @param nonce holds the nonce
     * @param nonceOffset where it begins
     * @param aad the additional data
     * @param in the plaintext
     * @param inOffset where it begins
     * @param length its length
     * @param out receives ciphertext and tag
     * @param outOffset where to
     */
    public void seal(
            byte[] nonce, int nonceOffset, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            process(Cipher.ENCRYPT_MODE, nonce, nonceOffset, aad, in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JCA provider can't encrypt with AES-256-GCM", e);
        }
    }

    /**
     * Decrypts into an array. Where the tag is wrong, nothing of the plaintext is left in the array.
     *
     * @param nonce holds the nonce
     * @param nonceOffset where it begins
     * @param aad the additional data
     * @param in ciphertext and tag
     * @param inOffset where they begin
     * @param length the length of both
     * @param out receives the plaintext
     * @param outOffset where to
     * @throws AEADBadTagException if the tag is wrong
     */
    public void open(
            byte[] nonce, int nonceOffset, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws AEADBadTagException {
        if (length < TAG_LENGTH) {
            throw new AEADBadTagException("shorter than a tag");
        }
        boolean opened = false;
        try {
            process(Cipher.DECRYPT_MODE, nonce, nonceOffset, aad, in, inOffset, length, out, outOffset);
            opened = true;
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JCA provider can't decrypt with AES-256-GCM", e);
        } finally {
            if (!opened) {
                // Providers differ in what they leave behind when the tag is wrong.
                Arrays.fill(out, outOffset, outOffset + length - TAG_LENGTH, (byte) 0);
            }
        }
    }

    private void process(
            int mode,
            byte[] nonce,
            int nonceOffset,
            byte[] aad,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset)
            throws GeneralSecurityException {
        // A provider may remember what it derived from the key, and go on with it after the key is closed.
        key.requireOpen();
        Cipher cipher = jca.takeAesGcm();
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce, nonceOffset, NONCE_LENGTH));
            if (aad.length > 0) {
                cipher.updateAAD(aad);
            }
            cipher.doFinal(in, inOffset, length, out, outOffset);
        } finally {
            jca.giveBackAesGcm(cipher);
        }
    }
}
