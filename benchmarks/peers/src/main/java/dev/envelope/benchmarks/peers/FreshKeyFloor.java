package dev.envelope.benchmarks.peers;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The least that an envelope can cost: AES-256-GCM of the JDK with a fresh key for each record, which is kept beside it unwrapped.
 * As anyone would write it by hand, or with the cipher and the random generator kept by each thread.
 */
final class FreshKeyFloor implements Peer {

    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(FreshKeyFloor::newCipher);
    private static final ThreadLocal<SecureRandom> RANDOM = ThreadLocal.withInitial(FreshKeyFloor::newRandom);

    private final boolean tuned;
    private final SecureRandom shared = new SecureRandom();

    private FreshKeyFloor(boolean tuned) {
        this.tuned = tuned;
    }

    static FreshKeyFloor byHand() {
        return new FreshKeyFloor(false);
    }

    static FreshKeyFloor tuned() {
        return new FreshKeyFloor(true);
    }

    @Override
    public byte[] encrypt(Row row) throws GeneralSecurityException {
        byte[] sealed = new byte[KEY + NONCE + row.plaintext().length + TAG];
        byte[] random = new byte[KEY + NONCE];
        (tuned ? RANDOM.get() : shared).nextBytes(random);
        System.arraycopy(random, 0, sealed, 0, random.length);
        Cipher cipher = tuned ? CIPHER.get() : newCipher();
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(random, 0, KEY, "AES"),
                new GCMParameterSpec(8 * TAG, random, KEY, NONCE));
        cipher.updateAAD(row.contextBytes());
        cipher.doFinal(row.plaintext(), 0, row.plaintext().length, sealed, KEY + NONCE);
        Arrays.fill(random, (byte) 0);
        return sealed;
    }

    @Override
    public byte[] decrypt(byte[] sealed, Row row) throws GeneralSecurityException {
        Cipher cipher = tuned ? CIPHER.get() : newCipher();
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(sealed, 0, KEY, "AES"),
                new GCMParameterSpec(8 * TAG, sealed, KEY, NONCE));
        cipher.updateAAD(row.contextBytes());
        return cipher.doFinal(sealed, KEY + NONCE, sealed.length - KEY - NONCE);
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance(AES_GCM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecureRandom newRandom() {
        try {
            return SecureRandom.getInstance("DRBG");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
