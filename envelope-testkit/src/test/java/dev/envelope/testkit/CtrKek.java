package dev.envelope.testkit;

import dev.envelope.EncryptionContext;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key without any of the capabilities: format byte, counter block (16), data key under AES-CTR (32), and bytes that it
 * does not look at, in number and value.
 */
final class CtrKek implements KeyEncryptionKey {

    private static final int LENGTH = 1 + 16 + DataKey.LENGTH;

    private final SecretKeySpec key;
    private final int ignored;

    CtrKek(byte material, int ignored) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, material);
        this.key = new SecretKeySpec(bytes, "AES");
        this.ignored = ignored;
    }

    @Override
    public String name() {
        return "ctr";
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
        deadline.check(name());
        byte[] counter = KeyMaterial.randomBytes(16);
        byte[] encrypted = dataKey.use(bytes -> crypt(counter, bytes));
        return WrappedKey.of(
                name(),
                "",
                ByteBuffer.allocate(LENGTH + ignored)
                        .put((byte) 1)
                        .put(counter)
                        .put(encrypted)
                        .array());
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        deadline.check(name());
        byte[] bytes = wrapped.bytes();
        if (bytes[0] != 1 || bytes.length < LENGTH || bytes.length > LENGTH + ignored) {
            throw new WrappedKeyRefusedException(name(), null, null);
        }
        return DataKey.takeFrom(crypt(Arrays.copyOfRange(bytes, 1, 17), Arrays.copyOfRange(bytes, 17, LENGTH)));
    }

    private byte[] crypt(byte[] counter, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
