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
    void wrapsAsTheReferenceUnwraps(JcaProvider provider) throws Exception {
        byte[] wrapped = wrapping(provider.jca(), "cards", "2", KEY)
                .wrap(dataKey(), CONTEXT)
                .bytes();

        assertThat(wrapped).hasSize(73).startsWith(1);
        assertThat(REFERENCE.unwrap(wrapped, "cards", "2", canonical())).isEqualTo(DATA_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void unwrapsWhatTheReferenceWrapped(JcaProvider provider) throws Exception {
        byte[] wrapped = REFERENCE.wrap(ascii("a nonce of 24 fixed byte"), DATA_KEY, "cards", "2", canonical());
        assertThat(bytes(wrapping(provider.jca(), "cards", "2", KEY).unwrap(wrapped, CONTEXT)))
                .isEqualTo(DATA_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void derivesAsTheReferenceDoes(JcaProvider provider) {
        GeneratedDataKey derived = wrapping(provider.jca(), "cards", "2", KEY).derive();

        byte[] entry = derived.wrapped().bytes();
        assertThat(entry).hasSize(17).startsWith(2);
        assertThat(derived.key().<byte[]>use(byte[]::clone))
                .isEqualTo(REFERENCE.derive(Arrays.copyOfRange(entry, 1, 17)));
    }

    @ParameterizedTest
    @EnumSource
    void opensADerivedKeyAsTheReferenceDoes(JcaProvider provider) {
        byte[] random = ascii("16 bytes, fixed.");
        byte[] entry = hex("02" + hex(random));
        assertThat(bytes(wrapping(provider.jca(), "cards", "2", KEY).unwrap(entry, CONTEXT)))
                .isEqualTo(REFERENCE.derive(random));
    }

    @Test
    void wrapsUnderItsNameAndVersion() {
        assertThat(wrapping.wrap(dataKey(), CONTEXT)).hasToString("WrappedKey[cards:2, 73 bytes]");
        assertThat(wrapping.derive().wrapped()).hasToString("WrappedKey[cards:2, 17 bytes]");
    }

    @Test
    void wrapsUnderAnotherNonceEachTime() {
        assertThat(nonce(wrapping.wrap(dataKey(), CONTEXT).bytes()))
                .isNotEqualTo(nonce(wrapping.wrap(dataKey(), CONTEXT).bytes()));
    }

    @Test
    void derivesAnotherKeyEachTime() {
        assertThat(wrapping.derive().key().sameBytesAs(wrapping.derive().key())).isFalse();
    }

    @Test
    void leavesTheDataKeyOpen() {
        DataKey key = dataKey();
        wrapping.wrap(key, CONTEXT);
        assertThat(key.isDestroyed()).isFalse();
    }

    @Test
    void refusesAnotherContext() {
        assertRefused(wrapping, EncryptionContext.of("table", "cards", "id", "43"));
        assertRefused(wrapping, EncryptionContext.of("table", "cards"));
        assertRefused(wrapping, EncryptionContext.none());
    }

    @Test
    void refusesWhatItWrappedUnderAnotherName() {
        assertRefused(wrapping(Jca.DEFAULT, "card", "2", KEY), CONTEXT);
    }

    @Test
    void refusesWhatItWrappedUnderAnotherVersion() {
        assertRefused(wrapping(Jca.DEFAULT, "cards", "3", KEY), CONTEXT);
    }

    @Test
    void doesNotConfuseNameAndVersion() {
        byte[] wrapped =
                wrapping(Jca.DEFAULT, "ab", "c", KEY).wrap(dataKey(), CONTEXT).bytes();
        assertThat(wrapping(Jca.DEFAULT, "a", "bc", KEY).unwrap(wrapped, CONTEXT))
                .isEmpty();
    }

    @Test
    void refusesWhatAnotherKeyWrapped() {
        byte[] other = KEY.clone();
        other[0] ^= 1;
        assertRefused(wrapping(Jca.DEFAULT, "cards", "2", other), CONTEXT);
    }

    @Test
    void refusesAnAlteredByteWhereverItIs() {
        byte[] wrapped = wrapping.wrap(dataKey(), CONTEXT).bytes();
        for (int i = 0; i < wrapped.length; i++) {
            byte[] altered = wrapped.clone();
            altered[i] ^= 0x40;
            assertThat(wrapping.unwrap(altered, CONTEXT)).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void refusesEveryOtherLength() {
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
    void refusesADerivedKeyOfAnotherFormat(int format) {
        byte[] entry = wrapping.derive().wrapped().bytes();
        entry[0] = (byte) format;
        assertThat(wrapping.unwrap(entry, CONTEXT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesUseOnceItIsClosed(JcaProvider provider) {
        LocalWrapping closed = wrapping(provider.jca(), "cards", "2", KEY);
        byte[] wrapped = closed.wrap(dataKey(), CONTEXT).bytes();
        byte[] derived = closed.derive().wrapped().bytes();
        closed.close();

        assertThatIllegalStateException().isThrownBy(() -> closed.wrap(dataKey(), CONTEXT));
        assertThatIllegalStateException().isThrownBy(closed::derive);
        assertThatIllegalStateException().isThrownBy(() -> closed.unwrap(wrapped, CONTEXT));
        assertThatIllegalStateException().isThrownBy(() -> closed.unwrap(derived, CONTEXT));
    }

    @Test
    void leavesTheKeyItWasMadeOfToTheCaller() {
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
