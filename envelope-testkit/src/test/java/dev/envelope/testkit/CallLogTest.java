package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test can say exactly who asked for what. */
class CallLogTest {

    private static final Map<String, String> ROW = Map.of("table", "cards", "pan", "4929-1234");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final KmsSession session = kms.as(KmsPrincipal.named("api", KmsOperation.GENERATE_DATA_KEY));

    @BeforeEach
    void createKey() {
        kms.createKey("a");
        kms.createAlias("alias", "a");
    }

    @Test
    void a_call_is_entered_with_all_that_is_known_of_it() {
        kms.rotate("a");
        session.generateDataKey("alias", ROW, deadline());

        assertThat(kms.calls().only())
                .isEqualTo(new KmsCall(
                        clock.instant(),
                        "api",
                        KmsOperation.GENERATE_DATA_KEY,
                        Optional.of("alias"),
                        Optional.of("a"),
                        OptionalInt.of(2),
                        ROW,
                        Optional.empty()));
    }

    @Test
    void a_call_that_failed_is_entered_with_its_error() {
        KmsAssertions.assertFails(KmsErrorCode.ACCESS_DENIED, () -> session.encrypt("a", new byte[8], ROW, deadline()));

        assertThat(kms.calls().only())
                .returns(Optional.of(KmsErrorCode.ACCESS_DENIED), KmsCall::error)
                .returns(false, KmsCall::succeeded)
                .returns(false, KmsCall::tookEffect);
    }

    @Test
    void a_call_as_text_shows_the_keys_of_its_context_and_no_value() {
        session.generateDataKey("a", ROW, deadline());

        assertThat(kms.calls().only()).hasToString("GENERATE_DATA_KEY with a#1 by api, context [pan, table]: ok");
    }

    @Test
    void calls_are_counted_by_operation() {
        session.generateDataKey("a", ROW, deadline());
        session.generateDataKey("a", ROW, deadline());

        assertThat(kms.calls().count(KmsOperation.GENERATE_DATA_KEY)).isEqualTo(2);
        assertThat(kms.calls().count(KmsOperation.DECRYPT)).isZero();
        assertThat(kms.calls().count()).isEqualTo(2);
    }

    @Test
    void two_calls_are_not_the_only_one_and_both_are_listed() {
        session.generateDataKey("a", ROW, deadline());
        session.generateDataKey("alias", ROW, deadline());

        assertThatThrownBy(() -> kms.calls().only())
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        Expected exactly one call, and there were 2 calls:
                          GENERATE_DATA_KEY with a#1 by api, context [pan, table]: ok
                          GENERATE_DATA_KEY with a#1 by api, context [pan, table]: ok""");
    }

    @Test
    void no_call_of_an_operation_is_not_the_only_one_and_the_others_are_listed() {
        session.generateDataKey("a", ROW, deadline());

        assertThatThrownBy(() -> kms.calls().only(KmsOperation.DECRYPT))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expected exactly one DECRYPT, and there were 1 calls:")
                .hasMessageContaining("GENERATE_DATA_KEY");
    }

    @Test
    void a_call_where_none_is_expected_is_listed() {
        session.generateDataKey("a", ROW, deadline());

        assertThatThrownBy(() -> kms.calls().assertNone())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GENERATE_DATA_KEY with a#1 by api");
    }

    @Test
    void a_cleared_log_is_empty() {
        session.generateDataKey("a", ROW, deadline());

        kms.calls().clear();

        kms.calls().assertNone();
    }

    @Test
    void no_call_of_many_threads_is_lost() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 400; i++) {
            executor.execute(() -> session.generateDataKey("a", ROW, deadline()));
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        assertThat(kms.calls().count()).isEqualTo(400);
    }

    private Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10), clock::nanoTime);
    }
}
