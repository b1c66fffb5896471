package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.envelope.EncryptionContext;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys that the library derives from others, by the words of the format: who has one of them needs no other. */
final class DerivedKeys {

    private DerivedKeys() {}

    /** The key of a content block. */
    static byte[] ofContent(byte[] dataKey, byte[] salt, EncryptionContext context) {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0".getBytes(US_ASCII));
        info.writeBytes(salt);
        info.writeBytes("envelope/v1\0".getBytes(US_ASCII));
        info.writeBytes(context.toCanonicalBytes());
        return expand(dataKey, info.toByteArray());
    }

    /** The key that a local or a tenant's key wraps with. */
    static byte[] forWrapping(byte[] key) {
        return expand(key, "envelope/v1/wrap".getBytes(US_ASCII));
    }

    /** The key that a local or a tenant's key derives with. */
    static byte[] forDeriving(byte[] key) {
        return expand(key, "envelope/v1/derive".getBytes(US_ASCII));
    }

    /** HKDF-Expand with SHA-512, of 32 bytes. */
    private static byte[] expand(byte[] key, byte[] info) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HmacSHA512"));
            mac.update(info);
            byte[] block = mac.doFinal(new byte[] {1});
            byte[] derived = Arrays.copyOf(block, 32);
            Arrays.fill(block, (byte) 0);
            return derived;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
