package dev.envelope.testkit;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One version of one key: AES-256-GCM with random nonces, with the context authenticated. The material is this version's
 * alone, so what names another key or version does not authenticate either.
 */
final class KeyMaterial {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String keyId;
    private final int version;
    private final SecretKey key;

    private KeyMaterial(String keyId, int version, SecretKey key) {
        this.keyId = keyId;
        this.version = version;
        this.key = key;
    }

    static KeyMaterial random(String keyId, int version) {
        return new KeyMaterial(keyId, version, new SecretKeySpec(randomBytes(32), "AES"));
    }

    static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    KmsCiphertext encrypt(byte[] plaintext, Map<String, String> context) {
        byte[] nonce = randomBytes(CiphertextBlob.NONCE_LENGTH);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, ContextBytes.of(context)).doFinal(plaintext);
            byte[] bytes = new CiphertextBlob(keyId, version, nonce, sealed).toBytes();
            return new KmsCiphertext(keyId, version, bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    /** The plaintext, or nothing if it was altered or the context is another one. */
    Optional<byte[]> decrypt(CiphertextBlob blob, Map<String, String> context) {
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, blob.nonce(), ContextBytes.of(context))
                    .doFinal(blob.sealed()));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(CiphertextBlob.TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
