package dev.envelope.internal.crypto;

import static dev.envelope.testsupport.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.WycheproofVectors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesCmacTest {

    /** The AES-256 examples of NIST SP 800-38B; RFC 4493 has AES-128 only. */
    private static final String NIST_KEY = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";

    private static final String NIST_MESSAGE = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
            + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    @ParameterizedTest
    @EnumSource
    void computes_the_one_block_example_of_sp_80038_b(JcaProvider provider) {
        assertThat(hex(mac(provider.jca(), hex(NIST_KEY), hex(NIST_MESSAGE.substring(0, 32)))))
                .isEqualTo("28a7023f452e8f82bd4bf28d8c37c35c");
    }

    @ParameterizedTest
    @EnumSource
    void computes_the_four_block_example_of_sp_80038_b(JcaProvider provider) {
        assertThat(hex(mac(provider.jca(), hex(NIST_KEY), hex(NIST_MESSAGE))))
                .isEqualTo("e1992190549f6ed5696a2c056c315410");
    }

    @ParameterizedTest
    @EnumSource
    void agrees_with_wycheproof_on_whole_blocks(JcaProvider provider) {
        Jca jca = provider.jca();
        List<WycheproofVectors.Vector> vectors = WycheproofVectors.read(
                "aes_cmac_test.json",
                group -> group.get("keySize").intValue() == 256
                        && group.get("tagSize").intValue() == 128);

        assertThat(vectors)
                .filteredOn(vector -> isWholeBlocks(vector.bytes("msg")))
                .isNotEmpty()
                .allSatisfy(vector -> {
                    byte[] computed = mac(jca, vector.bytes("key"), vector.bytes("msg"));
                    assertThat(hex(computed).equals(vector.text("tag"))).isEqualTo(vector.isValid());
                });
    }

    @ParameterizedTest
    @EnumSource
    void gives_the_same_for_the_same_message_twice(JcaProvider provider) {
        try (SecretBytes key = SecretBytes.aes(hex(NIST_KEY));
                AesCmac cmac = new AesCmac(provider.jca(), key)) {
            byte[] first = mac(cmac, hex(NIST_MESSAGE));
            assertThat(mac(cmac, hex(NIST_MESSAGE))).isEqualTo(first);
        }
    }

    @Test
    void gives_its_cipher_back_when_it_is_closed_and_does_not_use_it_any_more() {
        try (SecretBytes key = SecretBytes.aes(hex(NIST_KEY))) {
            AesCmac closed = new AesCmac(Jca.DEFAULT, key);
            closed.close();

            assertThatIllegalStateException().isThrownBy(() -> mac(closed, new byte[16]));
        }
    }

    @Test
    void wipes_the_message_that_it_overwrites() {
        byte[] message = hex(NIST_MESSAGE);
        try (SecretBytes key = SecretBytes.aes(hex(NIST_KEY));
                AesCmac cmac = new AesCmac(Jca.DEFAULT, key)) {
            cmac.mac(message, new byte[AesCmac.BLOCK_LENGTH], 0);
        }
        assertThat(message).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 31})
    void refuses_a_message_that_is_not_whole_blocks(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> mac(Jca.DEFAULT, hex(NIST_KEY), new byte[length]));
    }

    private static boolean isWholeBlocks(byte[] message) {
        return message.length > 0 && message.length % AesCmac.BLOCK_LENGTH == 0;
    }

    private static byte[] mac(Jca jca, byte[] keyBytes, byte[] message) {
        try (SecretBytes key = SecretBytes.aes(keyBytes);
                AesCmac cmac = new AesCmac(jca, key)) {
            return mac(cmac, message);
        }
    }

    static byte[] mac(AesCmac cmac, byte[] message) {
        byte[] mac = new byte[AesCmac.BLOCK_LENGTH];
        cmac.mac(message.clone(), mac, 0);
        return mac;
    }
}
