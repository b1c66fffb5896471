package dev.envelope.internal.crypto;

import static dev.envelope.testsupport.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.KeepingHmac;
import dev.envelope.testsupport.TestBytes;
import dev.envelope.testsupport.WycheproofVectors;
import dev.envelope.testsupport.WycheproofVectors.Vector;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HkdfSha512Test {

    /** The pseudorandom key of RFC 5869's test case 1, computed with SHA-512 in place of SHA-256. */
    private static final byte[] PRK = hex("665799823737ded04a88e47e54a5890bb2c3d247c7a4254a8e61350723590a26"
            + "c36238127d8661b88cf80ef802d57e2f7cebcf1e00e083848be19929c61b4237");

    private static final byte[] INFO = hex("f0f1f2f3f4f5f6f7f8f9");

    @ParameterizedTest
    @EnumSource
    void expands_the_case_of_rfc_5869_with_sha_512(JcaProvider provider) {
        assertThat(hex(HkdfSha512.expand(provider.jca(), PRK, 42, INFO)))
                .isEqualTo("832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb");
    }

    @ParameterizedTest
    @EnumSource
    void extracts_and_expands_as_wycheproof_does(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThat(WycheproofVectors.read("hkdf_sha512_test.json", group -> true))
                .filteredOn(Vector::isValid)
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(hex(
                                HkdfSha512.expand(jca, extract(vector), vector.number("size"), vector.bytes("info"))))
                        .isEqualTo(vector.text("okm")));
    }

    @Test
    void refuses_the_lengths_that_wycheproof_calls_invalid() {
        assertThat(WycheproofVectors.read("hkdf_sha512_test.json", group -> true))
                .filteredOn(vector -> !vector.isValid())
                .isNotEmpty()
                .allSatisfy(vector -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> HkdfSha512.expand(Jca.DEFAULT, PRK, vector.number("size"))));
    }

    @ParameterizedTest
    @EnumSource
    void computes_the_second_case_of_rfc_4231(JcaProvider provider) throws InvalidKeyException {
        byte[] tag = hmac(provider.jca(), TestBytes.ascii("Jefe"), TestBytes.ascii("what do ya want for nothing?"));
        assertThat(hex(tag))
                .isEqualTo("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
    }

    @ParameterizedTest
    @EnumSource
    void computes_hmac_as_wycheproof_does(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThat(WycheproofVectors.read("hmac_sha512_test.json", group -> true))
                .isNotEmpty()
                .allSatisfy(vector -> {
                    byte[] tag = hmac(jca, vector.bytes("key"), vector.bytes("msg"));
                    byte[] given = vector.bytes("tag");
                    assertThat(Arrays.equals(Arrays.copyOf(tag, given.length), given))
                            .isEqualTo(vector.isValid());
                });
    }

    @Test
    void joins_the_parts_of_the_info() {
        assertThat(HkdfSha512.expand(Jca.DEFAULT, PRK, 200, hex("f0f1f2"), hex("f3f4f5f6f7f8"), new byte[0], hex("f9")))
                .isEqualTo(HkdfSha512.expand(Jca.DEFAULT, PRK, 200, INFO));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 128, 129, 255 * 64 - 1})
    void a_shorter_output_is_the_prefix_of_the_longest(int length) {
        byte[] longest = HkdfSha512.expand(Jca.DEFAULT, PRK, 255 * 64, INFO);
        assertThat(HkdfSha512.expand(Jca.DEFAULT, PRK, length, INFO)).isEqualTo(Arrays.copyOf(longest, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 255 * 64 + 1, Integer.MAX_VALUE})
    void refuses_a_length_that_hkdf_does_not_have(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> HkdfSha512.expand(Jca.DEFAULT, PRK, length, INFO));
    }

    @Test
    void leaves_the_key_to_the_caller() {
        byte[] prk = PRK.clone();
        HkdfSha512.expand(Jca.DEFAULT, prk, 64, INFO);
        assertThat(prk).isEqualTo(PRK);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 76})
    void nothing_of_a_key_stays_in_an_hmac_that_is_kept(int length) {
        KeepingHmac provider = new KeepingHmac();
        byte[] derived = HkdfSha512.expand(Jca.of(provider), PRK, length, INFO);

        assertThat(provider.keeps(kept -> Arrays.equals(kept, 0, Math.min(kept.length, 32), derived, 0, 32)))
                .isFalse();
    }

    /** HKDF-Extract, which the library does without: HMAC of the input under the salt. */
    private static byte[] extract(Vector vector) throws InvalidKeyException {
        byte[] salt = vector.bytes("salt");
        return hmac(Jca.DEFAULT, salt.length == 0 ? new byte[64] : salt, vector.bytes("ikm"));
    }

    private static byte[] hmac(Jca jca, byte[] keyBytes, byte[] message) throws InvalidKeyException {
        Mac mac = jca.takeHmacSha512();
        try (SecretBytes key = SecretBytes.hmac(keyBytes)) {
            mac.init(key);
            return mac.doFinal(message);
        }
    }
}
