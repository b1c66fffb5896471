package dev.envelope.internal.crypto;

import static dev.envelope.testsupport.TestBytes.ascii;
import static dev.envelope.testsupport.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.testsupport.JcaProvider;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are those of c2sp.org/XAES-256-GCM, version 1.0.1. */
class Xaes256GcmTest {

    private static final byte[] NONCE = ascii("ABCDEFGHIJKLMNOPQRSTUVWX");
    private static final byte[] PLAINTEXT = ascii("XAES-256-GCM");

    /** A vector, with the key that it derives in between. */
    private enum Specified {
        MSB_0(
                "01",
                "",
                "c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b",
                "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        MSB_1(
                "03",
                "c2sp.org/XAES-256-GCM",
                "e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8",
                "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");

        final String derivedKey;
        final String sealed;
        private final String keyByte;
        private final String aad;

        Specified(String keyByte, String aad, String derivedKey, String sealed) {
            this.keyByte = keyByte;
            this.aad = aad;
            this.derivedKey = derivedKey;
            this.sealed = sealed;
        }

        byte[] key() {
            return hex(keyByte.repeat(32));
        }

        byte[] aad() {
            return ascii(aad);
        }
    }

    @ParameterizedTest
    @MethodSource("vectorsOnProviders")
    void seals_the_specified_vectors(Specified vector, JcaProvider provider) {
        assertThat(hex(seal(provider.jca(), vector.key(), NONCE, PLAINTEXT, vector.aad())))
                .isEqualTo(vector.sealed);
    }

    @ParameterizedTest
    @MethodSource("vectorsOnProviders")
    void opens_the_specified_vectors(Specified vector, JcaProvider provider) throws AEADBadTagException {
        assertThat(open(provider.jca(), vector.key(), NONCE, hex(vector.sealed), vector.aad()))
                .isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @MethodSource("vectorsOnProviders")
    void derives_the_key_of_the_specified_vectors(Specified vector, JcaProvider provider) {
        byte[] context = Arrays.copyOf(NONCE, 12);
        try (SecretBytes key = SecretBytes.aes(vector.key());
                AesCmac cmac = new AesCmac(provider.jca(), key)) {
            String first = hex(AesCmacTest.mac(cmac, hex("00015800" + hex(context))));
            String second = hex(AesCmacTest.mac(cmac, hex("00025800" + hex(context))));
            assertThat(first + second).isEqualTo(vector.derivedKey);
        }
    }

    @ParameterizedTest
    @MethodSource("vectorsOnProviders")
    void is_aes_gcm_under_the_derived_key_and_the_rest_of_the_nonce(Specified vector, JcaProvider provider) {
        byte[] sealed = new byte[PLAINTEXT.length + 16];
        try (SecretBytes key = SecretBytes.aes(hex(vector.derivedKey))) {
            new AesGcm(provider.jca(), key)
                    .seal(hex("4d4e4f505152535455565758"), 0, vector.aad(), PLAINTEXT, 0, PLAINTEXT.length, sealed, 0);
        }
        assertThat(hex(sealed)).isEqualTo(vector.sealed);
    }

    @ParameterizedTest
    @EnumSource
    void passes_the_accumulated_randomized_test_of_ten_thousand_iterations(JcaProvider provider)
            throws AEADBadTagException {
        Jca jca = provider.jca();
        SHAKEDigest random = new SHAKEDigest(128);
        SHAKEDigest hash = new SHAKEDigest(128);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = next(random, 32);
            byte[] nonce = next(random, 24);
            byte[] plaintext = next(random, next(random, 1)[0] & 0xff);
            byte[] aad = next(random, next(random, 1)[0] & 0xff);
            byte[] sealed = seal(jca, key, nonce, plaintext, aad);
            hash.update(sealed, 0, sealed.length);
            if (!Arrays.equals(open(jca, key, nonce, sealed, aad), plaintext)) {
                throw new AssertionError("Iteration " + i + " does not open as it was sealed");
            }
        }
        byte[] result = new byte[32];
        hash.doFinal(result, 0, result.length);

        assertThat(hex(result)).isEqualTo("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
    }

    @ParameterizedTest
    @EnumSource
    void refuses_an_altered_ciphertext_wherever_it_was_altered(JcaProvider provider) {
        Jca jca = provider.jca();
        Specified vector = Specified.MSB_1;
        for (int i = 0; i < hex(vector.sealed).length; i++) {
            byte[] altered = hex(vector.sealed);
            altered[i] ^= (byte) 0x80;
            assertThatExceptionOfType(AEADBadTagException.class)
                    .as("byte %d altered", i)
                    .isThrownBy(() -> open(jca, vector.key(), NONCE, altered, vector.aad()));
        }
    }

    @Test
    void refuses_an_altered_nonce_wherever_it_was_altered() {
        Specified vector = Specified.MSB_0;
        for (int i = 0; i < NONCE.length; i++) {
            byte[] altered = NONCE.clone();
            altered[i] ^= 1;
            assertThatExceptionOfType(AEADBadTagException.class)
                    .as("byte %d altered", i)
                    .isThrownBy(() -> open(Jca.DEFAULT, vector.key(), altered, hex(vector.sealed), vector.aad()));
        }
    }

    @Test
    void refuses_other_additional_data() {
        Specified vector = Specified.MSB_1;
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> open(Jca.DEFAULT, vector.key(), NONCE, hex(vector.sealed), ascii("c2sp.org/")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15})
    void refuses_what_is_shorter_than_a_tag(int length) {
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> open(Jca.DEFAULT, new byte[32], NONCE, new byte[length], new byte[0]));
    }

    static Stream<Arguments> vectorsOnProviders() {
        return Stream.of(Specified.values())
                .flatMap(vector -> Stream.of(JcaProvider.values()).map(provider -> Arguments.of(vector, provider)));
    }

    private static byte[] next(SHAKEDigest random, int length) {
        byte[] bytes = new byte[length];
        random.doOutput(bytes, 0, length);
        return bytes;
    }

    private static byte[] seal(Jca jca, byte[] keyBytes, byte[] nonce, byte[] plaintext, byte[] aad) {
        try (SecretBytes key = SecretBytes.aes(keyBytes);
                Xaes256Gcm xaes = new Xaes256Gcm(jca, key)) {
            byte[] sealed = Arrays.copyOf(nonce, nonce.length + plaintext.length + Xaes256Gcm.TAG_LENGTH);
            xaes.seal(sealed, 0, plaintext, aad);
            return Arrays.copyOfRange(sealed, nonce.length, sealed.length);
        }
    }

    private static byte[] open(Jca jca, byte[] keyBytes, byte[] nonce, byte[] sealed, byte[] aad)
            throws AEADBadTagException {
        try (SecretBytes key = SecretBytes.aes(keyBytes);
                Xaes256Gcm xaes = new Xaes256Gcm(jca, key)) {
            byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
            return xaes.open(both, 0, both.length, aad);
        }
    }
}
