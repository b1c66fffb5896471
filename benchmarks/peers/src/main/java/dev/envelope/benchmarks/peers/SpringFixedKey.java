package dev.envelope.benchmarks.peers;

import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;

/** Spring Security's encryptor: one key for all records, and no context. For scale: it is no envelope encryption. */
final class SpringFixedKey implements Peer {

    private final AesGcmBytesEncryptor encryptor;

    SpringFixedKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        encryptor = AesGcmBytesEncryptor.withSecretKey(new SecretKeySpec(key, "AES"))
                .build();
    }

    @Override
    public byte[] encrypt(Row row) {
        return encryptor.encrypt(row.plaintext());
    }

    @Override
    public byte[] decrypt(byte[] sealed, Row row) {
        return encryptor.decrypt(sealed);
    }
}
