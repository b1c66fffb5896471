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
    void holdsTheBytesThatItWasMadeFrom() {
        assertThat(key.<byte[]>use(byte[]::clone)).isEqualTo(BYTES);
    }

    @Test
    void wipesTheArrayThatItWasMadeFrom() {
        byte[] given = BYTES.clone();
        DataKey.takeFrom(given).close();
        assertThat(given).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 31, 33, 64})
    void wipesTheArrayThoughItsLengthIsWrong(int length) {
        byte[] given = TestBytes.ofLength(length);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataKey.takeFrom(given))
                .withMessage("A data key has 32 bytes, and this one has " + length);
        assertThat(given).containsOnly(0);
    }

    @Test
    void refusesNoBytesAtAll() {
        assertThatIllegalArgumentException().isThrownBy(() -> DataKey.takeFrom(new byte[0]));
    }

    @Test
    void isWipedWhenItIsClosed() throws Exception {
        Field field = DataKey.class.getDeclaredField("bytes");
        field.setAccessible(true);
        byte[] inside = (byte[]) field.get(key);
        assertThat(inside).isEqualTo(BYTES);

        key.close();

        assertThat(inside).containsOnly(0);
    }

    @Test
    void refusesUseOnceItIsClosed() {
        key.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> key.use(bytes -> bytes.length))
                .withMessage("This data key was closed");
    }

    @Test
    void refusesUseOnceItIsDestroyed() {
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> key.use(bytes -> bytes.length));
    }

    @Test
    void canBeClosedTwice() {
        key.close();
        key.close();
        assertThat(key.isDestroyed()).isTrue();
    }

    @Test
    void wipesTheCopyThatItLentOnceTheUserIsDone() {
        byte[] lent = key.use(bytes -> bytes);
        assertThat(lent).containsOnly(0);
    }

    @Test
    void wipesTheCopyThatItLentThoughTheUserFailed() {
        AtomicReference<byte[]> lent = new AtomicReference<>();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> key.use(bytes -> {
                    lent.set(bytes);
                    throw new UnsupportedOperationException();
                }));
        assertThat(lent.get()).containsOnly(0);
    }

    @Test
    void staysTheSameWhateverAUserDoesToItsCopy() {
        key.use(bytes -> {
            Arrays.fill(bytes, (byte) 1);
            return bytes.length;
        });
        assertThat(key.<byte[]>use(byte[]::clone)).isEqualTo(BYTES);
    }

    @Test
    void aUseInProgressKeepsItsBytesWhenTheKeyIsClosed() {
        byte[] seen = key.use(bytes -> {
            key.close();
            return bytes.clone();
        });
        assertThat(seen).isEqualTo(BYTES);
    }

    @Test
    void neverHandsOutBytesThatAreHalfWiped() throws Exception {
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
                    assertThat(e).hasMessage("This data key was closed");
                }
                closed.get();
            }
        } finally {
            closer.shutdownNow();
        }
    }

    @Test
    void isTheSameAsAnotherOfTheSameBytes() {
        assertThat(key.sameBytesAs(DataKey.takeFrom(BYTES.clone()))).isTrue();
        assertThat(key.sameBytesAs(key)).isTrue();
    }

    @Test
    void isNotTheSameAsAnotherThatDiffersInOneBit() {
        byte[] other = BYTES.clone();
        other[31] ^= 1;
        assertThat(key.sameBytesAs(DataKey.takeFrom(other))).isFalse();
    }

    @Test
    void tellsNothingOfItsBytesByEqualsAndHashCode() {
        DataKey twin = DataKey.takeFrom(BYTES.clone());
        assertThat(key).isNotEqualTo(twin);
        assertThat(key.hashCode()).isEqualTo(System.identityHashCode(key));
    }

    @Test
    void showsNothingOfItsBytes() {
        assertThat(key).hasToString("DataKey[32 bytes]");
        key.close();
        assertThat(key).hasToString("DataKey[closed]");
    }

    @Test
    void isNotSerialised() {
        assertThatExceptionOfType(NotSerializableException.class)
                .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
    }

    @Test
    void isAnotherOneEachTimeItIsGenerated() {
        assertThat(DataKey.generate().sameBytesAs(DataKey.generate())).isFalse();
    }
}
