package dev.envelope.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ContentRefusedException;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnWidthTest {

    private static final String FIRST = "Something is missing.";

    @ParameterizedTest
    @EnumSource(names = {"TRUNCATED", "MALFORMED"})
    void what_looks_like_a_cut_at_a_usual_width_says_so_behind_what_it_said_already(ErrorCode code) {
        assertThat(ColumnWidth.explain(new InvalidEnvelopeException(code, FIRST), 255))
                .hasMessageStartingWith(FIRST + " The envelope is exactly 255 long, as a VARCHAR(255)")
                .hasMessageEndingWith("[" + code + "]")
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(code);
    }

    @Test
    void a_refused_content_may_have_been_cut_too() {
        assertThat(ColumnWidth.explain(new ContentRefusedException(FIRST), 4000))
                .hasMessageStartingWith(FIRST + " The envelope is exactly 4000 long, as a VARCHAR(4000)");
    }

    @Test
    void what_no_cut_can_cause_stays_as_it_is() {
        InvalidEnvelopeException failure = new InvalidEnvelopeException(ErrorCode.UNSUPPORTED_VERSION, FIRST);

        assertThat(ColumnWidth.explain(failure, 255)).isSameAs(failure);
    }

    @Test
    void no_column_has_an_unusual_width() {
        InvalidEnvelopeException failure = new InvalidEnvelopeException(ErrorCode.TRUNCATED, FIRST);
        ContentRefusedException refusal = new ContentRefusedException(FIRST);

        assertThat(ColumnWidth.explain(failure, 251)).isSameAs(failure);
        assertThat(ColumnWidth.explain(refusal, 251)).isSameAs(refusal);
    }
}
