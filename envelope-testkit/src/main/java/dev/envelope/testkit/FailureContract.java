package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every failure is reported as what it is, by every call, with the service's exception as cause. From the code follows
 * whether it may be retried, so an outage that reads as a missing key would lose data, and the reverse would go on asking.
 * No failure shows a secret.
 */
interface FailureContract {

    @Test
    default void a_missing_key_is_reported_as_not_found(KekUnderTest test) {
        assertReported(test, ErrorCode.KEK_NOT_FOUND, KekCall.of(test));
    }

    @Test
    default void a_disabled_key_is_reported_as_disabled(KekUnderTest test) {
        assertReported(test, ErrorCode.KEK_DISABLED, KekCall.of(test));
    }

    @Test
    default void a_key_that_is_to_be_deleted_is_reported_as_pending_deletion(KekUnderTest test) {
        assertReported(test, ErrorCode.KEK_PENDING_DELETION, KekCall.of(test));
    }

    @Test
    default void a_retired_version_is_reported_as_retired(KekUnderTest test) {
        assertReported(test, ErrorCode.KEK_VERSION_RETIRED, KekCall.openingOf(test));
    }

    @Test
    default void a_key_for_something_else_is_reported_as_wrong_usage(KekUnderTest test) {
        assertReported(test, ErrorCode.KEK_WRONG_USAGE, KekCall.of(test));
    }

    @Test
    default void a_missing_right_is_reported_as_access_denied(KekUnderTest test) {
        assertReported(test, ErrorCode.ACCESS_DENIED, KekCall.of(test));
    }

    @Test
    default void a_shredded_key_is_reported_as_shredded(KekUnderTest test) {
        assertReported(test, ErrorCode.SHREDDED, KekCall.openingOf(test));
    }

    @Test
    default void throttling_is_reported_as_throttled(KekUnderTest test) {
        assertReported(test, ErrorCode.THROTTLED, KekCall.of(test));
    }

    @Test
    default void an_outage_is_reported_as_unavailable(KekUnderTest test) {
        assertReported(test, ErrorCode.UNAVAILABLE, KekCall.of(test));
    }

    @Test
    default void a_late_answer_is_reported_as_timed_out(KekUnderTest test) {
        assertReported(test, ErrorCode.TIMED_OUT, KekCall.of(test));
    }

    @Test
    default void a_wrong_setting_or_answer_is_reported_as_misconfigured(KekUnderTest test) {
        assertReported(test, ErrorCode.MISCONFIGURED, KekCall.of(test));
    }

    private static void assertReported(KekUnderTest test, ErrorCode code, List<KekCall> calls) {
        Duration allowed = code == ErrorCode.TIMED_OUT ? KekUnderTest.SHORT : KekUnderTest.AMPLE;
        try (Canary canary = new Canary(test)) {
            for (KekCall call : calls) {
                Provocation provocation = test.provoked(code);
                EnvelopeException failure =
                        failureOf(call.name(), () -> call.make(provocation.kek(), canary, test.deadline(allowed)));
                canary.assertNotIn(failure);
                assertReported(call, failure, code, test.kek().name(), provocation);
            }
        }
    }

    private static void assertReported(
            KekCall call, EnvelopeException failure, ErrorCode code, String kekName, Provocation provocation) {
        assertThat(failure.code()).as("%s: %s", call, failure).isEqualTo(code);
        assertThat(((KekException) failure).kekName())
                .as("%s: %s", call, failure)
                .isEqualTo(kekName);
        provocation
                .cause()
                .ifPresent(cause -> assertThat(failure)
                        .as("%s: what the service's client threw has to be kept", call)
                        .hasCauseInstanceOf(cause));
    }
}
