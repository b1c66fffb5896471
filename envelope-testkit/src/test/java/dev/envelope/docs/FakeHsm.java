package dev.envelope.docs;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** The imaginary key service in memory. Its ciphertexts are a format byte, a nonce, and what AES-GCM makes. */
final class FakeHsm implements HsmClient {

    private static final byte FORMAT = 1;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    FakeHsm() {
        try {
            key = KeyGenerator.getInstance("AES").generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] call(String operation, byte[] input, byte[] associatedData, Duration timeout) throws HsmException {
        try {
            return operation.equals("encrypt") ? encrypt(input, associatedData) : decrypt(input, associatedData);
        } catch (AEADBadTagException e) {
            throw new HsmException(HsmException.Reason.REFUSED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plaintext);
        return ByteBuffer.allocate(1 + NONCE_LENGTH + sealed.length)
                .put(FORMAT)
                .put(nonce)
                .put(sealed)
                .array();
    }

    private byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException, HsmException {
        int sealedAt = 1 + NONCE_LENGTH;
        if (ciphertext.length < sealedAt + TAG_LENGTH || ciphertext[0] != FORMAT) {
            throw new HsmException(HsmException.Reason.REFUSED);
        }
        byte[] nonce = Arrays.copyOfRange(ciphertext, 1, sealedAt);
        return cipher(Cipher.DECRYPT_MODE, nonce, associatedData)
                .doFinal(ciphertext, sealedAt, ciphertext.length - sealedAt);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
