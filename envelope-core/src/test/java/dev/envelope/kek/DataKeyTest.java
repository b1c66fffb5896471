package dev.envelope.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.testsupport.TestBytes;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataKeyTest {

    private static final byte[] BYTES = TestBytes.ofLength(32);

    private final DataKey key = DataKey.takeFrom(BYTES.clone());

    @Test
    void holds_the_bytes_that_it_was_made_from() {
        assertThat(key.<byte[]>use(byte[]::clone)).isEqualTo(BYTES);
    }

    @Test
    void wipes_the_array_that_it_was_made_from() {
        byte[] given = BYTES.clone();
        DataKey.takeFrom(given).close();
        assertThat(given).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 31, 33, 64})
    void wipes_the_array_though_its_length_is_wrong(int length) {
        byte[] given = TestBytes.ofLength(length);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataKey.takeFrom(given))
                .withMessage("A data key has 32 bytes, and this one has " + length);
        assertThat(given).containsOnly(0);
    }

    @Test
    void refuses_no_bytes_at_all() {
        assertThatIllegalArgumentException().isThrownBy(() -> DataKey.takeFrom(new byte[0]));
    }

    @Test
    void is_wiped_when_it_is_closed() throws Exception {
        byte[] inside = (byte[]) field(field(key, "material"), "bytes");
        assertThat(inside).isEqualTo(BYTES);

        key.close();

        assertThat(inside).containsOnly(0);
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void refuses_use_once_it_is_closed() {
        key.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> key.use(bytes -> bytes.length))
                .withMessage("This key was closed");
    }

    @Test
    void refuses_use_once_it_is_destroyed() {
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> key.use(bytes -> bytes.length));
    }

    @Test
    void can_be_closed_twice() {
        key.close();
        key.close();
        assertThat(key.isDestroyed()).isTrue();
    }

    @Test
    void wipes_the_copy_that_it_lent_once_the_user_is_done() {
        byte[] lent = key.use(bytes -> bytes);
        assertThat(lent).containsOnly(0);
    }

    @Test
    void wipes_the_copy_that_it_lent_though_the_user_failed() {
        AtomicReference<byte[]> lent = new AtomicReference<>();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> key.use(bytes -> {
                    lent.set(bytes);
                    throw new UnsupportedOperationException();
                }));
        assertThat(lent.get()).containsOnly(0);
    }

    @Test
    void stays_the_same_whatever_a_user_does_to_its_copy() {
        key.use(bytes -> {
            Arrays.fill(bytes, (byte) 1);
            return bytes.length;
        });
        assertThat(key.<byte[]>use(byte[]::clone)).isEqualTo(BYTES);
    }

    @Test
    void a_use_in_progress_keeps_its_bytes_when_the_key_is_closed() {
        byte[] seen = key.use(bytes -> {
            key.close();
            return bytes.clone();
        });
        assertThat(seen).isEqualTo(BYTES);
    }

    @Test
    void never_hands_out_bytes_that_are_half_wiped() throws Exception {
        ExecutorService closer = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 20_000; i++) {
                DataKey shared = DataKey.takeFrom(BYTES.clone());
                Future<?> closed = closer.submit(shared::close);
                try {
                    while (true) {
                        if (!shared.use(bytes -> Arrays.equals(bytes, BYTES))) {
                            throw new AssertionError("Half-wiped key handed out, in round " + i);
                        }
                    }
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("This key was closed");
                }
                closed.get();
            }
        } finally {
            closer.shutdownNow();
        }
    }

    @Test
    void is_the_same_as_another_of_the_same_bytes() {
        assertThat(key.sameBytesAs(DataKey.takeFrom(BYTES.clone()))).isTrue();
        assertThat(key.sameBytesAs(key)).isTrue();
    }

    @Test
    void is_not_the_same_as_another_that_differs_in_one_bit() {
        byte[] other = BYTES.clone();
        other[31] ^= 1;
        assertThat(key.sameBytesAs(DataKey.takeFrom(other))).isFalse();
    }

    @Test
    void tells_nothing_of_its_bytes_by_equals_and_hash_code() {
        DataKey twin = DataKey.takeFrom(BYTES.clone());
        assertThat(key).isNotEqualTo(twin);
        assertThat(key.hashCode()).isEqualTo(System.identityHashCode(key));
    }

    @Test
    void shows_nothing_of_its_bytes() {
        assertThat(key).hasToString("DataKey[32 bytes]");
        key.close();
        assertThat(key).hasToString("DataKey[closed]");
    }

    @Test
    void is_not_serialised() {
        assertThatExceptionOfType(NotSerializableException.class)
                .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
    }

    @Test
    void is_another_one_each_time_it_is_generated() {
        assertThat(DataKey.generate().sameBytesAs(DataKey.generate())).isFalse();
    }
}
