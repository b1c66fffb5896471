package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "3k, 3072", "2M, 2097152", "1g, 1073741824"})
    void sizes_are_read(String text, long bytes) {
        assertThat(Size.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1t", "g", "1.5g", "999999999999g"})
    void what_is_none_is_refused(String text) {
        assertThatThrownBy(() -> Size.parse(text)).isInstanceOf(UsageException.class);
    }

    @Test
    void sizes_are_shown_with_a_fitting_unit() {
        assertThat(Size.show(285)).isEqualTo("285 bytes");
        assertThat(Size.show(20 * 1024 * 1024)).isEqualTo("20.0 MiB");
        assertThat(Size.show(1L << 30)).isEqualTo("1.00 GiB");
    }
}
