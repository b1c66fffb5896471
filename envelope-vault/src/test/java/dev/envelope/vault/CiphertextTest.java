package dev.envelope.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Transit may answer: there is one text for one ciphertext. */
class CiphertextTest {

    @Test
    void a_ciphertext_prints_as_it_was_read() {
        assertThat(Ciphertext.parse("vault:v3:AAECAw=="))
                .hasValueSatisfying(ciphertext -> assertThat(ciphertext.text()).isEqualTo("vault:v3:AAECAw=="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vault:v3:",
                "vault:v0:AAECAw==",
                "vault:v03:AAECAw==",
                "vault:v3:AAECAw",
                "vault:v3:AAECAx==",
                "vault:v3:AAECA",
                "vault:v3:AA=CAw==",
                "vault:v3:AAECAw==\n"
            })
    void a_text_that_no_ciphertext_has_is_none(String text) {
        assertThat(Ciphertext.parse(text)).isEmpty();
    }
}
