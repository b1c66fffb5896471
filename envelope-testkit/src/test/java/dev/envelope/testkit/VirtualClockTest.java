package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

    private final VirtualClock clock = new VirtualClock(Instant.parse("2030-05-01T12:00:00Z"));

    @Test
    void it_stands_still_until_it_is_advanced() {
        assertThat(clock.instant()).isEqualTo("2030-05-01T12:00:00Z");

        clock.advance(Duration.ofMinutes(90));

        assertThat(clock.instant()).isEqualTo("2030-05-01T13:30:00Z");
    }

    @Test
    void its_nanoseconds_advance_with_it() {
        long before = clock.nanoTime();

        clock.advance(Duration.ofSeconds(2, 5));

        assertThat(clock.nanoTime() - before).isEqualTo(2_000_000_005L);
    }

    @Test
    void a_deadline_on_it_passes_when_it_is_advanced() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(2), clock::nanoTime);

        clock.advance(Duration.ofSeconds(2));

        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void the_same_clock_in_another_zone_shares_its_time() {
        VirtualClock inTokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));

        clock.advance(Duration.ofHours(1));

        assertThat(inTokyo.instant()).isEqualTo(clock.instant());
        assertThat(inTokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void it_does_not_run_backwards() {
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofNanos(-1)));
    }
}
