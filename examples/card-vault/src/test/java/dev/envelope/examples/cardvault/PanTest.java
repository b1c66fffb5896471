package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PanTest {

    @ParameterizedTest
    @CsvSource({
        "4111111111111111, 411111******1111",
        "5555555555554444, 555555******4444",
        "378282246310005, 378282*****0005",
        "30569309025904, **********5904",
    })
    void a_card_number_is_masked(String digits, String masked) {
        assertThat(new Pan(digits).masked()).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "41111111111",
                "41111111111111111111",
                "4111 1111 1111 1111",
                "411111111111111x",
                "\u0664\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661"
            })
    void what_is_no_card_number_is_refused_without_being_repeated(String text) {
        assertThatThrownBy(() -> new Pan(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(text);
    }

    @Test
    void its_text_form_is_masked() {
        assertThat(new NewCard(null, "Alice", new Pan("4111111111111111")).toString())
                .contains("411111******1111")
                .doesNotContain("4111111111111111");
    }
}
