package dev.envelope.internal.wrap;

import static dev.envelope.testsupport.TestBytes.ascii;
import static dev.envelope.testsupport.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.EncryptionContext;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.TestBytes;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalWrappingTest {

    private static final byte[] KEY = ascii("a local key has thirty-two bytes");
    private static final byte[] DATA_KEY = TestBytes.ofLength(32);
    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "cards", "id", "42");
    private static final ReferenceWrapping REFERENCE = new ReferenceWrapping(KEY);

    private final LocalWrapping wrapping = wrapping(Jca.DEFAULT, "cards", "2", KEY);

    @ParameterizedTest
    @EnumSource
    void wraps_as_the_reference_unwraps(JcaProvider provider) throws Exception {
        byte[] wrapped = wrapping(provider.jca(), "cards", "2", KEY)
                .wrap(dataKey(), CONTEXT)
                .bytes();

        assertThat(wrapped).hasSize(73).startsWith(1);
        assertThat(REFERENCE.unwrap(wrapped, "cards", "2", canonical())).isEqualTo(DATA_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void unwraps_what_the_reference_wrapped(JcaProvider provider) throws Exception {
        byte[] wrapped = REFERENCE.wrap(ascii("a nonce of 24 fixed byte"), DATA_KEY, "cards", "2", canonical());
        assertThat(bytes(wrapping(provider.jca(), "cards", "2", KEY).unwrap(wrapped, CONTEXT)))
                .isEqualTo(DATA_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void derives_as_the_reference_does(JcaProvider provider) {
        GeneratedDataKey derived = wrapping(provider.jca(), "cards", "2", KEY).derive();

        byte[] entry = derived.wrapped().bytes();
        assertThat(entry).hasSize(17).startsWith(2);
        assertThat(derived.key().<byte[]>use(byte[]::clone))
                .isEqualTo(REFERENCE.derive(Arrays.copyOfRange(entry, 1, 17)));
    }

    @ParameterizedTest
    @EnumSource
    void opens_a_derived_key_as_the_reference_does(JcaProvider provider) {
        byte[] random = ascii("16 bytes, fixed.");
        byte[] entry = hex("02" + hex(random));
        assertThat(bytes(wrapping(provider.jca(), "cards", "2", KEY).unwrap(entry, CONTEXT)))
                .isEqualTo(REFERENCE.derive(random));
    }

    @Test
    void wraps_under_its_name_and_version() {
        assertThat(wrapping.wrap(dataKey(), CONTEXT)).hasToString("WrappedKey[cards:2, 73 bytes]");
        assertThat(wrapping.derive().wrapped()).hasToString("WrappedKey[cards:2, 17 bytes]");
    }

    @Test
    void wraps_under_another_nonce_each_time() {
        assertThat(nonce(wrapping.wrap(dataKey(), CONTEXT).bytes()))
                .isNotEqualTo(nonce(wrapping.wrap(dataKey(), CONTEXT).bytes()));
    }

    @Test
    void derives_another_key_each_time() {
        assertThat(wrapping.derive().key().sameBytesAs(wrapping.derive().key())).isFalse();
    }

    @Test
    void leaves_the_data_key_open() {
        DataKey key = dataKey();
        wrapping.wrap(key, CONTEXT);
        assertThat(key.isDestroyed()).isFalse();
    }

    @Test
    void refuses_another_context() {
        assertRefused(wrapping, EncryptionContext.of("table", "cards", "id", "43"));
        assertRefused(wrapping, EncryptionContext.of("table", "cards"));
        assertRefused(wrapping, EncryptionContext.none());
    }

    @Test
    void refuses_what_it_wrapped_under_another_name() {
        assertRefused(wrapping(Jca.DEFAULT, "card", "2", KEY), CONTEXT);
    }

    @Test
    void refuses_what_it_wrapped_under_another_version() {
        assertRefused(wrapping(Jca.DEFAULT, "cards", "3", KEY), CONTEXT);
    }

    @Test
    void does_not_confuse_name_and_version() {
        byte[] wrapped =
                wrapping(Jca.DEFAULT, "ab", "c", KEY).wrap(dataKey(), CONTEXT).bytes();
        assertThat(wrapping(Jca.DEFAULT, "a", "bc", KEY).unwrap(wrapped, CONTEXT))
                .isEmpty();
    }

    @Test
    void refuses_what_another_key_wrapped() {
        byte[] other = KEY.clone();
        other[0] ^= 1;
        assertRefused(wrapping(Jca.DEFAULT, "cards", "2", other), CONTEXT);
    }

    @Test
    void refuses_an_altered_byte_wherever_it_is() {
        byte[] wrapped = wrapping.wrap(dataKey(), CONTEXT).bytes();
        for (int i = 0; i < wrapped.length; i++) {
            byte[] altered = wrapped.clone();
            altered[i] ^= 0x40;
            assertThat(wrapping.unwrap(altered, CONTEXT)).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void refuses_every_other_length() {
        byte[] wrapped = wrapping.wrap(dataKey(), CONTEXT).bytes();
        for (int length = 0; length < 200; length++) {
            if (length != wrapped.length) {
                assertThat(wrapping.unwrap(Arrays.copyOf(wrapped, length), CONTEXT))
                        .as("%d bytes", length)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 0x7f, 0x80, 0xff})
    void refuses_a_derived_key_of_another_format(int format) {
        byte[] entry = wrapping.derive().wrapped().bytes();
        entry[0] = (byte) format;
        assertThat(wrapping.unwrap(entry, CONTEXT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refuses_use_once_it_is_closed(JcaProvider provider) {
        LocalWrapping closed = wrapping(provider.jca(), "cards", "2", KEY);
        byte[] wrapped = closed.wrap(dataKey(), CONTEXT).bytes();
        byte[] derived = closed.derive().wrapped().bytes();
        closed.close();

        assertThatIllegalStateException().isThrownBy(() -> closed.wrap(dataKey(), CONTEXT));
        assertThatIllegalStateException().isThrownBy(closed::derive);
        assertThatIllegalStateException().isThrownBy(() -> closed.unwrap(wrapped, CONTEXT));
        assertThatIllegalStateException().isThrownBy(() -> closed.unwrap(derived, CONTEXT));
        assertThatIllegalStateException().isThrownBy(() -> closed.over(provider.jca()));
    }

    @Test
    void leaves_the_key_it_was_made_of_to_the_caller() {
        byte[] key = KEY.clone();
        wrapping(Jca.DEFAULT, "cards", "2", key);
        assertThat(key).isEqualTo(KEY);
    }

    private void assertRefused(LocalWrapping other, EncryptionContext context) {
        byte[] wrapped = wrapping.wrap(dataKey(), CONTEXT).bytes();
        assertThat(other.unwrap(wrapped, context)).isEmpty();
    }

    private static LocalWrapping wrapping(Jca jca, String name, String version, byte[] key) {
        return new LocalWrapping(jca, name, version, key);
    }

    private static DataKey dataKey() {
        return DataKey.takeFrom(DATA_KEY.clone());
    }

    private static byte[] bytes(Optional<DataKey> key) {
        return key.orElseThrow().use(byte[]::clone);
    }

    private static byte[] nonce(byte[] wrapped) {
        return Arrays.copyOfRange(wrapped, 1, 25);
    }

    /** The canonical context: the number of pairs, then the pairs by their keys. */
    private static byte[] canonical() {
        return hex("0002" + "0002" + hex(ascii("id")) + "0002" + hex(ascii("42")) + "0005" + hex(ascii("table"))
                + "0005" + hex(ascii("cards")));
    }
}
