package dev.envelope.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private final AtomicLong clock = new AtomicLong(-5);

    @Test
    void leaves_less_as_time_goes_by() {
        Deadline deadline = after(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(4));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void leaves_nothing_once_it_has_passed() {
        Deadline deadline = after(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(11));
        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void lasts_to_its_last_nanosecond() {
        Deadline deadline = after(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10).minusNanos(1));
        deadline.check("cards");
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void says_who_was_asked_and_how_long_when_it_has_passed() {
        Deadline deadline = after(Duration.ofMillis(1500));
        pass(Duration.ofMillis(1500));
        assertThatExceptionOfType(KekUnavailableException.class)
                .isThrownBy(() -> deadline.check("cards"))
                .withMessageContaining("'cards' did not answer within 1500 ms")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT))
                .satisfies(e -> assertThat(e.isRetryable()).isTrue());
    }

    @Test
    void of_no_time_has_passed_from_the_beginning() {
        Deadline deadline = after(Duration.ZERO);
        assertThatExceptionOfType(KekUnavailableException.class).isThrownBy(() -> deadline.check("cards"));
    }

    @Test
    void works_across_the_overflow_of_the_clock() {
        clock.set(Long.MAX_VALUE - 10);
        Deadline deadline = after(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(4));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
        pass(Duration.ofSeconds(6));
        assertThatExceptionOfType(KekUnavailableException.class).isThrownBy(() -> deadline.check("cards"));
    }

    @ParameterizedTest
    @ValueSource(longs = {36_500L * 86_400 + 1, Long.MAX_VALUE})
    void anything_over_a_hundred_years_is_a_hundred_years(long seconds) {
        Deadline deadline = after(Duration.ofSeconds(seconds));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofDays(36_500));
        assertThat(deadline.allowed()).isEqualTo(Duration.ofDays(36_500));
        assertThat(deadline).hasToString("Deadline[3153600000000 of 3153600000000 ms left]");
    }

    @Test
    void refuses_a_negative_time() {
        assertThatIllegalArgumentException().isThrownBy(() -> after(Duration.ofNanos(-1)));
    }

    @Test
    void counts_from_now_by_the_clock_of_the_machine() {
        assertThat(Deadline.after(Duration.ofHours(1)).remaining())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofHours(1));
    }

    private Deadline after(Duration allowed) {
        return Deadline.after(allowed, clock::get);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
