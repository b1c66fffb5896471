package dev.envelope.internal.crypto;

import static dev.envelope.testsupport.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.TestBytes;
import dev.envelope.testsupport.WycheproofVectors;
import dev.envelope.testsupport.WycheproofVectors.Vector;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AesGcmTest {

    private static final byte[] NO_AAD = {};
    private static final byte[] NONCE = hex("cafebabefacedbaddecaf888");
    private static final byte[] KEY = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");

    /** Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation". */
    private static final byte[] PLAINTEXT = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");

    private static final byte[] AAD = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static final String SEALED = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b";

    @ParameterizedTest
    @EnumSource
    void seals_the_example_of_mc_grew_and_viega(JcaProvider provider) {
        assertThat(hex(seal(provider.jca(), KEY, NONCE, AAD, PLAINTEXT))).isEqualTo(SEALED);
    }

    @ParameterizedTest
    @EnumSource
    void opens_the_example_of_mc_grew_and_viega(JcaProvider provider) throws AEADBadTagException {
        assertThat(open(provider.jca(), KEY, NONCE, AAD, hex(SEALED))).isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @EnumSource
    void seals_an_empty_message_into_its_tag(JcaProvider provider) {
        byte[] sealed = seal(provider.jca(), new byte[32], new byte[12], NO_AAD, new byte[0]);
        assertThat(hex(sealed)).isEqualTo("530f8afbc74536b9a963b4f1c4cb738b");
    }

    @ParameterizedTest
    @EnumSource
    void seals_as_wycheproof_does(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThat(wycheproof())
                .filteredOn(Vector::isValid)
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(hex(seal(
                                jca,
                                vector.bytes("key"),
                                vector.bytes("iv"),
                                vector.bytes("aad"),
                                vector.bytes("msg"))))
                        .isEqualTo(vector.text("ct") + vector.text("tag")));
    }

    @ParameterizedTest
    @EnumSource
    void opens_what_wycheproof_calls_valid(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThat(wycheproof())
                .filteredOn(Vector::isValid)
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(open(jca, vector)).isEqualTo(vector.bytes("msg")));
    }

    @ParameterizedTest
    @EnumSource
    void refuses_what_wycheproof_calls_invalid(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThat(wycheproof())
                .filteredOn(vector -> !vector.isValid())
                .isNotEmpty()
                .allSatisfy(vector ->
                        assertThatExceptionOfType(AEADBadTagException.class).isThrownBy(() -> open(jca, vector)));
    }

    @ParameterizedTest
    @MethodSource("providersAndLengths")
    void opens_into_the_middle_of_an_array_and_touches_nothing_around_it(JcaProvider provider, int length)
            throws Exception {
        byte[] plaintext = TestBytes.ofLength(length);
        byte[] in = new byte[3 + length + 16];
        byte[] out = filled(5 + length + 2);
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            AesGcm gcm = new AesGcm(provider.jca(), key);
            gcm.seal(NONCE, 0, AesGcm.NO_AAD, plaintext, 0, length, in, 3);

            gcm.open(NONCE, 0, AesGcm.NO_AAD, in, 3, length + 16, out, 5);
        }

        byte[] expected = filled(out.length);
        System.arraycopy(plaintext, 0, expected, 5, length);
        assertThat(out).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("providersAndLengths")
    void leaves_nothing_of_the_plaintext_when_the_tag_is_wrong(JcaProvider provider, int length) {
        byte[] in = new byte[length + 16];
        byte[] out = filled(5 + length + 2);
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            AesGcm gcm = new AesGcm(provider.jca(), key);
            gcm.seal(NONCE, 0, AesGcm.NO_AAD, TestBytes.ofLength(length), 0, length, in, 0);
            in[length + 15] ^= 1;

            assertThatExceptionOfType(AEADBadTagException.class)
                    .isThrownBy(() -> gcm.open(NONCE, 0, AesGcm.NO_AAD, in, 0, in.length, out, 5));
        }

        byte[] expected = filled(out.length);
        Arrays.fill(expected, 5, 5 + length, (byte) 0);
        assertThat(out).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("providersAndLengths")
    void opens_in_place(JcaProvider provider, int length) throws Exception {
        byte[] both = Arrays.copyOf(TestBytes.ofLength(length), length + 16);
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            AesGcm gcm = new AesGcm(provider.jca(), key);
            gcm.seal(NONCE, 0, AesGcm.NO_AAD, both, 0, length, both, 0);

            gcm.open(NONCE, 0, AesGcm.NO_AAD, both, 0, both.length, both, 0);
        }
        assertThat(Arrays.copyOf(both, length)).isEqualTo(TestBytes.ofLength(length));
    }

    @ParameterizedTest
    @EnumSource
    void opens_again_after_a_wrong_tag(JcaProvider provider) throws Exception {
        byte[] altered = hex(SEALED);
        altered[0] ^= 1;
        byte[] out = new byte[PLAINTEXT.length];
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            AesGcm gcm = new AesGcm(provider.jca(), key);
            assertThatExceptionOfType(AEADBadTagException.class)
                    .isThrownBy(() -> gcm.open(NONCE, 0, AAD, altered, 0, altered.length, out, 0));

            gcm.open(NONCE, 0, AAD, hex(SEALED), 0, altered.length, out, 0);
        }
        assertThat(out).isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @EnumSource
    void refuses_other_additional_data(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> open(jca, KEY, NONCE, NO_AAD, hex(SEALED)));
    }

    @ParameterizedTest
    @EnumSource
    void does_not_open_with_a_key_that_was_closed(JcaProvider provider) throws Exception {
        SecretBytes key = SecretBytes.aes(KEY);
        AesGcm gcm = new AesGcm(provider.jca(), key);
        byte[] out = new byte[PLAINTEXT.length];
        gcm.open(NONCE, 0, AAD, hex(SEALED), 0, out.length + 16, out, 0);
        key.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> gcm.open(NONCE, 0, AAD, hex(SEALED), 0, out.length + 16, out, 0))
                .withMessage("This key was closed");
    }

    @ParameterizedTest
    @EnumSource
    void does_not_seal_with_a_key_that_was_closed(JcaProvider provider) {
        SecretBytes key = SecretBytes.aes(KEY);
        AesGcm gcm = new AesGcm(provider.jca(), key);
        gcm.seal(NONCE, 0, AesGcm.NO_AAD, PLAINTEXT, 0, PLAINTEXT.length, new byte[PLAINTEXT.length + 16], 0);
        key.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> gcm.seal(new byte[12], 0, AesGcm.NO_AAD, PLAINTEXT, 0, 1, new byte[17], 0))
                .withMessage("This key was closed");
    }

    @Test
    void refuses_what_is_shorter_than_a_tag() {
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> open(Jca.DEFAULT, KEY, NONCE, NO_AAD, new byte[15]));
    }

    static Stream<Arguments> providersAndLengths() {
        return Stream.of(JcaProvider.values())
                .flatMap(provider ->
                        Stream.of(0, 1, 15, 16, 17, 1000, 16_384).map(length -> Arguments.of(provider, length)));
    }

    private static List<Vector> wycheproof() {
        return WycheproofVectors.read(
                "aes_gcm_test.json",
                group -> group.get("keySize").intValue() == 256
                        && group.get("ivSize").intValue() == 96
                        && group.get("tagSize").intValue() == 128);
    }

    private static byte[] seal(Jca jca, byte[] keyBytes, byte[] nonce, byte[] aad, byte[] plaintext) {
        byte[] sealed = new byte[plaintext.length + AesGcm.TAG_LENGTH];
        try (SecretBytes key = SecretBytes.aes(keyBytes)) {
            new AesGcm(jca, key).seal(nonce, 0, aad, plaintext, 0, plaintext.length, sealed, 0);
        }
        return sealed;
    }

    private static byte[] open(Jca jca, Vector vector) throws AEADBadTagException {
        return open(
                jca,
                vector.bytes("key"),
                vector.bytes("iv"),
                vector.bytes("aad"),
                hex(vector.text("ct") + vector.text("tag")));
    }

    private static byte[] open(Jca jca, byte[] keyBytes, byte[] nonce, byte[] aad, byte[] sealed)
            throws AEADBadTagException {
        byte[] opened = new byte[Math.max(0, sealed.length - AesGcm.TAG_LENGTH)];
        try (SecretBytes key = SecretBytes.aes(keyBytes)) {
            new AesGcm(jca, key).open(nonce, 0, aad, sealed, 0, sealed.length, opened, 0);
        }
        return opened;
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x5a);
        return bytes;
    }
}
