package dev.envelope.benchmarks.startup;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts one record with the AES-GCM of the JDK and ends: what the JDK's own cryptography takes to be ready. */
public final class FirstRecordByHand {

    private FirstRecordByHand() {}

    /** Under a fresh key. */
    public static void main(String[] args) throws GeneralSecurityException {
        byte[] random = new byte[44];
        new SecureRandom().nextBytes(random);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(random, 0, 32, "AES"),
                new GCMParameterSpec(128, random, 32, 12));
        if (cipher.doFinal("4111111111111111".getBytes(StandardCharsets.US_ASCII)).length == 0) {
            throw new IllegalStateException("Nothing was encrypted");
        }
    }
}
