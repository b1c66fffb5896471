package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.testsupport.TestBytes;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

    private static final byte[] KEY = TestBytes.ofLength(32);

    @Test
    void gives_its_bytes_to_the_jca() {
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            assertThat(key.getEncoded()).isEqualTo(KEY);
        }
    }

    @Test
    void keeps_a_copy_of_its_own() {
        byte[] given = KEY.clone();
        try (SecretBytes key = SecretBytes.aes(given)) {
            Arrays.fill(given, (byte) 0);
            assertThat(key.getEncoded()).isEqualTo(KEY);
        }
    }

    @Test
    void hands_out_copies() {
        try (SecretBytes key = SecretBytes.hmac(KEY)) {
            Arrays.fill(key.getEncoded(), (byte) 0);
            assertThat(key.getEncoded()).isEqualTo(KEY);
        }
    }

    @Test
    void refuses_use_once_it_is_closed() {
        SecretBytes key = SecretBytes.aes(KEY);
        key.close();
        assertThatIllegalStateException().isThrownBy(key::getEncoded).withMessage("This key was closed");
    }

    @Test
    void is_destroyed_by_the_jcas_own_method() {
        SecretBytes key = SecretBytes.aes(KEY);
        assertThat(key.isDestroyed()).isFalse();
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
    }

    @Test
    void can_be_closed_twice() {
        SecretBytes key = SecretBytes.aes(KEY);
        key.close();
        key.close();
        assertThat(key.isDestroyed()).isTrue();
    }

    @Test
    void is_not_serialised() {
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
        }
    }

    @Test
    void shows_nothing_of_its_bytes() {
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            assertThat(key).hasToString("AES key");
        }
    }
}
