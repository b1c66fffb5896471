package dev.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeExceptionTest {

    @AfterEach
    void clearTheInterruptFlag() {
        Thread.interrupted();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure(ErrorCode.THROTTLED, cause -> KekUnavailableException.throttled("cards", cause)),
                failure(ErrorCode.UNAVAILABLE, cause -> KekUnavailableException.unavailable("cards", null, cause)),
                failure(
                        ErrorCode.TIMED_OUT,
                        cause -> KekUnavailableException.timedOut("cards", Duration.ofMillis(300), cause)),
                failure(ErrorCode.KEK_NOT_FOUND, cause -> KekUnusableException.notFound("cards", null, cause)),
                failure(ErrorCode.KEK_DISABLED, cause -> KekUnusableException.disabled("cards", null, cause)),
                failure(
                        ErrorCode.KEK_PENDING_DELETION,
                        cause -> KekUnusableException.pendingDeletion("cards", null, cause)),
                failure(
                        ErrorCode.KEK_VERSION_RETIRED,
                        cause -> KekUnusableException.versionRetired("cards", "2", null, cause)),
                failure(ErrorCode.KEK_WRONG_USAGE, cause -> KekUnusableException.wrongUsage("cards", null, cause)),
                failure(ErrorCode.ACCESS_DENIED, cause -> new KekAccessDeniedException("cards", null, cause)),
                failure(ErrorCode.WRAPPED_KEY_REFUSED, cause -> new WrappedKeyRefusedException("cards", null, cause)),
                failure(ErrorCode.MISCONFIGURED, cause -> new KekMisconfiguredException("cards", "it is new", cause)),
                failure(ErrorCode.INTERRUPTED, cause -> new CallInterruptedException("cards", cause)),
                failure(
                        ErrorCode.TENANT_RECORD_REFUSED,
                        cause -> TenantException.recordRefused("cards", "it is", cause)));
    }

    private static Arguments failure(ErrorCode code, Function<Throwable, KekException> made) {
        return Arguments.of(code, made);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_of_a_key_has_its_code_ends_in_it_and_keeps_its_cause(
            ErrorCode code, Function<Throwable, KekException> made) {
        Throwable cause = new IOException("what the key service said");

        KekException failure = made.apply(cause);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageEndingWith(". [" + code + "]").hasCause(cause);
        assertThat(failure.kekName()).isEqualTo("cards");
        assertThat(failure).hasMessageContaining("'cards'");
        assertThat(failure.isRetryable()).isEqualTo(code.isRetryable());
    }

    @Test
    void a_failure_of_a_tenant_names_the_version_and_never_the_tenant() {
        assertThat(TenantException.notFound("tenants").code()).isEqualTo(ErrorCode.TENANT_NOT_FOUND);
        assertThat(TenantException.suspended("tenants", "v7").code()).isEqualTo(ErrorCode.TENANT_SUSPENDED);
        assertThat(TenantException.suspended("tenants", "v7")).hasMessageContaining("'v7' of 'tenants'");
        assertThat(TenantException.noKeyOfTenant("tenants", "v7").code()).isEqualTo(ErrorCode.NO_KEY_OF_TENANT);
        assertThat(TenantException.noKeyOfTenant("tenants", "v7")).hasMessageContaining("'v7' of 'tenants'");
    }

    @Test
    void a_detail_is_the_rest_of_the_sentence() {
        assertThat(KekUnusableException.disabled("cards", " key/k, since noon ", null))
                .hasMessageStartingWith("KEK 'cards' is disabled: key/k, since noon. Enable it");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void no_detail_leaves_no_trace(String detail) {
        assertThat(KekUnusableException.disabled("cards", detail, null))
                .hasMessageStartingWith("KEK 'cards' is disabled. Enable it");
    }

    @Test
    void a_timeout_says_how_long_was_waited() {
        assertThat(KekUnavailableException.timedOut("cards", Duration.ofMillis(300), null))
                .hasMessageContaining("did not answer within 300 ms");
    }

    @Test
    void an_interrupt_keeps_the_threads_flag() {
        assertThat(new CallInterruptedException("cards", null)).hasNoCause();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_exception_takes_the_codes_that_are_its_own() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InvalidInputException(ErrorCode.SHREDDED, "Nothing."))
                .withMessageContaining("shredded");
        assertThat(new InvalidInputException(ErrorCode.TOO_LARGE, "It is long.").code())
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void only_what_may_pass_by_itself_is_retryable() {
        assertThat(ErrorCode.values())
                .filteredOn(ErrorCode::isRetryable)
                .containsExactly(ErrorCode.THROTTLED, ErrorCode.UNAVAILABLE, ErrorCode.TIMED_OUT);
    }

    @Test
    void what_withdraws_a_key_or_the_right_to_it_empties_the_caches() {
        assertThat(ErrorCode.values())
                .filteredOn(ErrorCode::dropsCachedKeys)
                .containsExactly(
                        ErrorCode.KEK_NOT_FOUND,
                        ErrorCode.KEK_DISABLED,
                        ErrorCode.KEK_PENDING_DELETION,
                        ErrorCode.KEK_VERSION_RETIRED,
                        ErrorCode.KEK_WRONG_USAGE,
                        ErrorCode.ACCESS_DENIED,
                        ErrorCode.SHREDDED,
                        ErrorCode.TENANT_SUSPENDED);
    }

    @Test
    void each_code_has_a_text_of_its_own() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::toString))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[a-z]+(-[a-z]+)*"));
    }

    // ---------------------------------------------------------------- what providers throw

    @Test
    void what_a_provider_should_not_throw_is_its_defect_and_kept() {
        RuntimeException thrown = new IllegalStateException("secret");

        KekException failure = KekException.unclassified("cards", thrown);

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure)
                .hasMessageContaining("threw java.lang.IllegalStateException")
                .hasMessageNotContaining("secret")
                .hasCause(thrown);
    }

    static Stream<Exception> interrupts() {
        return Stream.of(new InterruptedException(), new ClosedByInterruptException());
    }

    @ParameterizedTest
    @MethodSource("interrupts")
    void an_interrupt_anywhere_among_the_causes_is_an_interrupt(Exception interrupt) {
        RuntimeException thrown = new IllegalStateException(new UncheckedIOException(new IOException(interrupt)));

        assertThat(KekException.unclassified("cards", thrown).code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Timeout(30)
    void causes_that_form_a_circle_come_to_an_end() {
        RuntimeException thrown = new IllegalStateException("a");
        thrown.initCause(new IllegalStateException("b", thrown));

        assertThat(KekException.unclassified("cards", thrown).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }
}
