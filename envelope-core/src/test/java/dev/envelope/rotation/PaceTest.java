package dev.envelope.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.KekUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How fast a job goes. */
class PaceTest {

    private static final double UNLIMITED = Double.POSITIVE_INFINITY;
    private final EnvelopeException throttled = KekUnavailableException.throttled("cards", null);
    private final EnvelopeException unavailable = KekUnavailableException.unavailable("cards", null, null);

    private final VirtualTime time = new VirtualTime();
    private final CountDownLatch stop = new CountDownLatch(1);

    @Test
    void without_limits_no_one_waits() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        long before = time.nanoTime();

        for (int i = 0; i < 1000; i++) {
            assertThat(pace.awaitTurn()).isTrue();
            pace.moved(1000, 2000, Duration.ZERO, Duration.ZERO);
        }

        assertThat(time.nanoTime()).isEqualTo(before);
        assertThat(pace.portionRows()).isEqualTo(1000);
    }

    @Test
    void no_more_rows_are_moved_in_a_second_than_are_allowed() throws Exception {
        Pace pace = pace(250, UNLIMITED);

        assertThat(rowsIn(pace, Duration.ofMinutes(2), 0)).isBetween(250L * 119, 250L * 121);
    }

    @Test
    void no_more_key_calls_are_made_in_a_second_than_are_allowed() throws Exception {
        Pace pace = pace(UNLIMITED, 100);

        long rows = rowsIn(pace, Duration.ofMinutes(2), 2);

        assertThat(rows * 2).isBetween(100L * 117, 100L * 121);
    }

    @Test
    void a_portion_is_what_may_be_moved_in_a_second() throws Exception {
        Pace slow = pace(50, UNLIMITED);
        Pace callers = pace(UNLIMITED, 100);
        rowsIn(callers, Duration.ofMinutes(1), 4);

        assertThat(slow.portionRows()).isEqualTo(50);
        assertThat(callers.portionRows()).isBetween(24, 26);
        assertThat(pace(0.1, UNLIMITED).portionRows()).isEqualTo(1);
    }

    @Test
    void a_portion_takes_key_services_a_few_seconds_at_most() {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        int first = pace.portionRows();
        for (int i = 0; i < 20; i++) {
            pace.moved(pace.portionRows(), 0, Duration.ofMillis(20).multipliedBy(pace.portionRows()), Duration.ZERO);
        }

        assertThat(first).isEqualTo(100);
        assertThat(pace.portionRows()).isBetween(90, 110);
    }

    @Test
    void a_pause_does_not_save_up_for_a_burst() throws Exception {
        Pace pace = pace(100, UNLIMITED);
        time.pass(Duration.ofHours(1));

        assertThat(rowsIn(pace, Duration.ofMinutes(1), 0)).isBetween(100L * 59, 100L * 61);
    }

    @Test
    void pauses_grow_while_an_outage_lasts_and_are_short_again_after_it() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        Duration first = pace.failed(unavailable);
        for (int i = 0; i < 6; i++) {
            pace.failed(unavailable);
        }
        Duration later = pace.failed(unavailable);
        for (int i = 0; i < 100; i++) {
            assertThat(pace.failed(unavailable)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
        pace.moved(1, 0, Duration.ZERO, Duration.ZERO);

        assertThat(first).isBetween(Duration.ofMillis(75), Duration.ofMillis(100));
        assertThat(later).isGreaterThan(first.multipliedBy(50));
        assertThat(pace.failed(unavailable)).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void a_failure_keeps_all_workers_waiting() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        long before = time.nanoTime();

        Duration pause = pace.failed(unavailable);
        pace.awaitTurn();

        assertThat(time.nanoTime() - before).isEqualTo(pause.toNanos());
    }

    @Test
    void throttling_halves_the_rate_and_it_recovers_when_throttling_ends() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        for (int i = 0; i < 100; i++) {
            time.pass(Duration.ofMillis(100));
            pace.moved(100, 100, Duration.ZERO, Duration.ZERO);
        }

        pace.failed(throttled);
        double held = pace.rowsPerSecondAllowed();
        rowsIn(pace, Duration.ofHours(1), 1);

        assertThat(held).isBetween(400.0, 600.0);
        assertThat(pace.rowsPerSecondAllowed()).isEqualTo(UNLIMITED);
    }

    @Test
    void throttling_again_and_again_never_stops_it_altogether() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        for (int i = 0; i < 1000; i++) {
            pace.failed(throttled);
        }

        assertThat(pace.rowsPerSecondAllowed()).isEqualTo(1);
    }

    @Test
    void recovery_ends_at_the_rate_that_is_allowed() throws Exception {
        Pace pace = pace(100, UNLIMITED);
        pace.failed(throttled);

        rowsIn(pace, Duration.ofHours(2), 1);

        assertThat(pace.rowsPerSecondAllowed()).isEqualTo(100);
    }

    @Test
    void a_database_that_is_slow_gets_a_rest() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        long before = time.nanoTime();

        pace.moved(1000, 0, Duration.ZERO, Duration.ofSeconds(4));
        pace.awaitTurn();

        assertThat(Duration.ofNanos(time.nanoTime() - before)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void a_job_that_is_stopped_waits_no_longer() throws Exception {
        Pace pace = pace(UNLIMITED, UNLIMITED);
        pace.failed(unavailable);
        stop.countDown();

        assertThat(pace.awaitTurn()).isFalse();
    }

    private long rowsIn(Pace pace, Duration duration, int callsPerRow) throws InterruptedException {
        long end = time.nanoTime() + duration.toNanos();
        long rows = 0;
        while (pace.awaitTurn() && time.nanoTime() < end) {
            int portion = pace.portionRows();
            time.pass(Duration.ofMillis(5));
            pace.moved(portion, (long) portion * callsPerRow, Duration.ZERO, Duration.ofMillis(5));
            rows += portion;
        }
        return rows;
    }

    private Pace pace(double rowsPerSecond, double keyCallsPerSecond) {
        return new Pace(rowsPerSecond, keyCallsPerSecond, 1000, stop, time);
    }
}
