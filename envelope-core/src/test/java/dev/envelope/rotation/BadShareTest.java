package dev.envelope.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When there are too many bad rows. */
class BadShareTest {

    private final BadShare share = new BadShare(0.01);

    @Test
    void as_many_as_are_allowed_are_put_up_with() {
        assertThat(share.add(1000, bad(0, 10))).isEmpty();
    }

    @Test
    void one_more_is_too_many() {
        assertThat(share.add(1000, bad(0, 11)))
                .hasValueSatisfying(message -> assertThat(message).contains("11 of the first 1000 rows"));
    }

    @Test
    void ten_bad_rows_tell_nothing_yet() {
        assertThat(share.add(100, bad(0, 10))).isEmpty();
        assertThat(share.add(1, bad(10, 1))).isPresent();
    }

    @Test
    void where_none_is_allowed_the_first_is_too_many() {
        assertThat(new BadShare(0).add(1, bad(0, 1))).isPresent();
        assertThat(new BadShare(0).add(500, bad(0, 0))).isEmpty();
    }

    @Test
    void few_rows_tell_nothing() {
        assertThat(share.add(99, bad(0, 99))).isEmpty();
    }

    @Test
    void a_row_that_is_found_bad_again_in_a_later_round_does_not_count_again() {
        share.add(1000, bad(0, 10));

        assertThat(share.add(200, bad(0, 10))).isEmpty();
    }

    @Test
    void rows_that_were_in_quarantine_before_do_not_count() {
        share.know(bad(0, 500));

        assertThat(share.add(500, bad(0, 500))).isEmpty();
        assertThat(share.add(100, bad(500, 11))).isPresent();
    }

    @Test
    void rows_of_tenants_that_were_shredded_do_not_count() {
        List<BadRow> shredded = IntStream.range(0, 500)
                .mapToObj(i -> new BadRow("pan", "{\"id\":\"" + i + "\"}", ErrorCode.SHREDDED, "shredded"))
                .toList();

        assertThat(share.add(500, shredded)).isEmpty();
    }

    private static List<BadRow> bad(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new BadRow("pan", "{\"id\":\"" + i + "\"}", ErrorCode.CONTENT_REFUSED, "refused"))
                .toList();
    }
}
