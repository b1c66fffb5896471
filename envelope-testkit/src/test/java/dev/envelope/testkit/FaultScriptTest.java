package dev.envelope.testkit;

import static dev.envelope.testkit.KmsAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is scripted happens, in order, and then calls succeed again. */
class FaultScriptTest {

    private static final Map<String, String> ROW = Map.of("id", "42");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final KmsSession session = kms.as(KmsPrincipal.administrator());
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @BeforeEach
    void createKey() {
        kms.createKey("a");
    }

    @AfterEach
    void release() {
        kms.faults().clear();
        executor.shutdownNow();
    }

    // ---------------------------------------------------------------- errors

    @Test
    void the_next_calls_fail_and_the_one_after_them_succeeds() {
        kms.faults().failNext(2, KmsErrorCode.THROTTLED);

        assertFails(KmsErrorCode.THROTTLED, this::generate);
        assertFails(KmsErrorCode.THROTTLED, this::generate);
        assertThat(generate().plaintext()).hasSize(32);
    }

    @Test
    void steps_come_in_the_order_of_the_script() {
        kms.faults().failNext(1, KmsErrorCode.THROTTLED).passNext(1).failNext(1, KmsErrorCode.INTERNAL);

        assertFails(KmsErrorCode.THROTTLED, this::generate);
        assertThat(generate().plaintext()).hasSize(32);
        assertFails(KmsErrorCode.INTERNAL, this::generate);
    }

    @Test
    void a_step_for_one_operation_leaves_the_others_alone() {
        kms.faults().on(KmsOperation.DECRYPT).failNext(1, KmsErrorCode.INTERNAL);
        byte[] ciphertext = generate().ciphertext().bytes();

        assertFails(KmsErrorCode.INTERNAL, () -> session.decrypt("a", ciphertext, ROW, deadline()));
    }

    @Test
    void an_outage_lasts_until_it_is_cleared() {
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
        for (int i = 0; i < 5; i++) {
            assertFails(KmsErrorCode.INTERNAL, this::generate);
        }

        kms.faults().clear();

        assertThat(generate().plaintext()).hasSize(32);
    }

    @Test
    void what_no_call_has_taken_remains() {
        kms.faults().failNext(2, KmsErrorCode.INTERNAL).on(KmsOperation.DECRYPT).passNext(1);

        assertFails(KmsErrorCode.INTERNAL, this::generate);

        assertThat(kms.faults().remaining()).isEqualTo(2);
    }

    @Test
    void a_call_that_was_scripted_to_fail_took_no_effect() {
        kms.faults().failNext(1, KmsErrorCode.INTERNAL);

        assertFails(KmsErrorCode.INTERNAL, this::generate);

        assertThat(kms.calls().only().tookEffect()).isFalse();
    }

    // ---------------------------------------------------------------- the connection

    @Test
    void a_lost_request_took_no_effect() {
        kms.faults().loseNextRequests(1);

        assertFails(KmsErrorCode.CONNECTION_DROPPED, this::generate);

        assertThat(kms.calls().only().tookEffect()).isFalse();
    }

    @Test
    void a_lost_answer_took_effect_all_the_same() {
        kms.faults().loseNextAnswers(1);

        assertFails(KmsErrorCode.CONNECTION_DROPPED, this::generate);

        assertThat(kms.calls().only().tookEffect()).isTrue();
    }

    @Test
    void a_garbled_data_key_lacks_a_byte() {
        kms.faults().garbleNext(1);

        assertThat(generate().plaintext()).hasSize(31);
    }

    @Test
    void a_garbled_ciphertext_is_empty() {
        kms.faults().garbleNext(1);

        assertThat(session.encrypt("a", new byte[8], ROW, deadline()).bytes()).isEmpty();
    }

    // ---------------------------------------------------------------- time

    @Test
    void a_delay_advances_the_virtual_clock() {
        Instant before = clock.instant();
        kms.faults().delayNext(1, Duration.ofSeconds(9));

        generate();

        assertThat(clock.instant()).isEqualTo(before.plusSeconds(9));
    }

    @Test
    void a_delay_ends_at_the_deadline() {
        Instant before = clock.instant();
        kms.faults().delayNext(1, Duration.ofHours(1));

        assertFails(KmsErrorCode.TIMED_OUT, this::generate);

        assertThat(clock.instant()).isEqualTo(before.plusSeconds(10));
    }

    @Test
    void an_answer_at_the_deadline_is_too_late() {
        kms.faults().delayNext(1, Duration.ofSeconds(10));

        assertFails(KmsErrorCode.TIMED_OUT, this::generate);
    }

    @Test
    void a_delay_on_the_system_clock_sleeps_no_longer_than_the_deadline() {
        InMemoryKms onSystemClock = new InMemoryKms();
        onSystemClock.createKey("a");
        onSystemClock.faults().delayNext(1, Duration.ofDays(365));

        assertFails(
                KmsErrorCode.TIMED_OUT,
                () -> onSystemClock
                        .as(KmsPrincipal.administrator())
                        .generateDataKey("a", ROW, Deadline.after(Duration.ofMillis(20))));
    }

    @Test
    void a_delay_on_the_system_clock_can_be_interrupted() throws Exception {
        InMemoryKms onSystemClock = new InMemoryKms();
        onSystemClock.createKey("a");
        onSystemClock.faults().delayNext(1, Duration.ofDays(365));
        CallInThread<Boolean> call = CallInThread.start(() -> {
            assertFails(
                    KmsErrorCode.INTERRUPTED,
                    () -> onSystemClock
                            .as(KmsPrincipal.administrator())
                            .generateDataKey("a", ROW, Deadline.after(Duration.ofDays(365))));
            return Thread.currentThread().isInterrupted();
        });

        call.interruptWhileItWaits();

        assertThat(call.result()).as("the interrupt flag").isTrue();
    }

    @Test
    void an_expired_deadline_reaches_neither_the_script_nor_the_log() {
        kms.faults().failNext(1, KmsErrorCode.INTERNAL);
        Deadline expired = Deadline.after(Duration.ZERO, clock::nanoTime);

        assertFails(KmsErrorCode.TIMED_OUT, () -> session.generateDataKey("a", ROW, expired));

        assertThat(kms.faults().remaining()).isEqualTo(1);
        kms.calls().assertNone();
    }

    // ---------------------------------------------------------------- gates

    @Test
    void a_held_call_goes_on_when_it_is_released() throws Exception {
        try (Gate gate = kms.faults().holdNext()) {
            Future<KmsDataKey> held = executor.submit(this::generate);
            gate.awaitArrival();
            assertThat(held.isDone()).isFalse();

            gate.release();

            assertThat(held.get(30, TimeUnit.SECONDS).plaintext()).hasSize(32);
        }
    }

    @Test
    void a_held_call_does_not_hold_the_others() throws Exception {
        try (Gate gate = kms.faults().holdNext()) {
            Future<KmsDataKey> held = executor.submit(this::generate);
            gate.awaitArrival();

            assertThat(generate().plaintext()).hasSize(32);
            assertThat(held.isDone()).isFalse();
        }
    }

    @Test
    void a_gate_can_hold_several_calls() throws Exception {
        try (Gate gate = kms.faults().holdNext(3)) {
            for (int i = 0; i < 3; i++) {
                executor.execute(this::generate);
            }

            gate.awaitArrivals(3);

            kms.calls().assertNone();
        }
    }

    @Test
    void a_held_call_ends_when_its_deadline_passes() throws Exception {
        try (Gate gate = kms.faults().holdNext()) {
            Future<?> held = executor.submit(() -> assertFails(KmsErrorCode.TIMED_OUT, this::generate));
            gate.awaitArrival();

            clock.advance(Duration.ofSeconds(10));

            assertThat(held.get(30, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void clearing_the_script_releases_what_is_held() throws Exception {
        Gate gate = kms.faults().holdNext();
        Future<KmsDataKey> held = executor.submit(this::generate);
        gate.awaitArrival();

        kms.faults().clear();

        assertThat(held.get(30, TimeUnit.SECONDS).plaintext()).hasSize(32);
    }

    // ---------------------------------------------------------------- the quota

    @Test
    void requests_beyond_the_quota_are_throttled() {
        kms.limitRequests(2, Duration.ofSeconds(1));
        generate();
        generate();

        assertFails(KmsErrorCode.THROTTLED, this::generate);
    }

    @Test
    void a_request_is_accepted_again_when_the_oldest_one_has_aged() {
        kms.limitRequests(2, Duration.ofSeconds(1));
        generate();
        clock.advance(Duration.ofMillis(600));
        generate();
        clock.advance(Duration.ofMillis(400));

        assertThat(generate().plaintext()).hasSize(32);
    }

    @Test
    void the_quota_holds_in_any_period_not_only_in_those_that_begin_on_the_second() {
        kms.limitRequests(2, Duration.ofSeconds(1));
        clock.advance(Duration.ofMillis(900));
        generate();
        generate();
        clock.advance(Duration.ofMillis(200));

        assertFails(KmsErrorCode.THROTTLED, this::generate);
    }

    @Test
    void throttled_requests_do_not_count() {
        kms.limitRequests(1, Duration.ofSeconds(1));
        generate();
        clock.advance(Duration.ofMillis(900));
        assertFails(KmsErrorCode.THROTTLED, this::generate);
        clock.advance(Duration.ofMillis(100));

        assertThat(generate().plaintext()).hasSize(32);
    }

    @Test
    void a_quota_can_be_lifted() {
        kms.limitRequests(1, Duration.ofDays(1));
        generate();
        kms.removeRequestLimit();

        assertThat(generate().plaintext()).hasSize(32);
    }

    private KmsDataKey generate() {
        return session.generateDataKey("a", ROW, deadline());
    }

    private Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10), clock::nanoTime);
    }
}
