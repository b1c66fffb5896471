package dev.envelope.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import org.junit.jupiter.api.Test;

class ArraySizeTest {

    private static final long LONGEST = Integer.MAX_VALUE - 8;

    @Test
    void the_longest_array_may_be_allocated() {
        assertThat(ArraySize.of(LONGEST)).isEqualTo((int) LONGEST);
    }

    @Test
    void one_byte_more_is_too_large() {
        assertThatThrownBy(() -> ArraySize.of(LONGEST + 1))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
                .hasMessageContaining(String.valueOf(LONGEST + 1));
    }
}
