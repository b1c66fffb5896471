package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
import dev.envelope.kek.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;
import software.amazon.awssdk.services.kms.model.KmsException;

/** What every failure of the SDK is in this library's hierarchy. */
class ConditionTest {

    private final Failures failures = new Failures(
            "cards", AwsKmsOperation.DECRYPT, new KeyId("alias/cards"), Deadline.after(Duration.ofSeconds(5)));

    @AfterEach
    void clearTheInterruptFlag() {
        Thread.interrupted();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "NotFoundException, KEK_NOT_FOUND",
        "DisabledException, KEK_DISABLED",
        "KMSInvalidStateException, KEK_DISABLED",
        "InvalidKeyUsageException, KEK_WRONG_USAGE",
        "InvalidCiphertextException, WRAPPED_KEY_REFUSED",
        "IncorrectKeyException, WRAPPED_KEY_REFUSED",
        "AccessDeniedException, ACCESS_DENIED",
        "AccessDenied, ACCESS_DENIED",
        "NotAuthorized, ACCESS_DENIED",
        "OptInRequired, ACCESS_DENIED",
        "InvalidGrantTokenException, ACCESS_DENIED",
        "ExpiredTokenException, ACCESS_DENIED",
        "ExpiredToken, ACCESS_DENIED",
        "UnrecognizedClientException, ACCESS_DENIED",
        "InvalidClientTokenId, ACCESS_DENIED",
        "InvalidAccessKeyId, ACCESS_DENIED",
        "MissingAuthenticationToken, ACCESS_DENIED",
        "MissingAuthenticationTokenException, ACCESS_DENIED",
        "InvalidSignatureException, ACCESS_DENIED",
        "IncompleteSignature, ACCESS_DENIED",
        "IncompleteSignatureException, ACCESS_DENIED",
        "SignatureDoesNotMatch, ACCESS_DENIED",
        "RequestExpired, ACCESS_DENIED",
        "RequestTimeTooSkewed, ACCESS_DENIED",
        "ThrottlingException, THROTTLED",
        "Throttling, THROTTLED",
        "ThrottledException, THROTTLED",
        "RequestThrottledException, THROTTLED",
        "RequestThrottled, THROTTLED",
        "TooManyRequestsException, THROTTLED",
        "RequestLimitExceeded, THROTTLED",
        "SlowDown, THROTTLED",
        "KMSInternalException, UNAVAILABLE",
        "KeyUnavailableException, UNAVAILABLE",
        "DependencyTimeoutException, UNAVAILABLE",
        "InternalFailure, UNAVAILABLE",
        "InternalFailureException, UNAVAILABLE",
        "InternalError, UNAVAILABLE",
        "InternalServerError, UNAVAILABLE",
        "ServiceUnavailable, UNAVAILABLE",
        "ServiceUnavailableException, UNAVAILABLE",
        "RequestTimeout, UNAVAILABLE",
        "RequestTimeoutException, UNAVAILABLE",
        "InvalidArnException, MISCONFIGURED",
        "ValidationException, MISCONFIGURED",
        "ValidationError, MISCONFIGURED",
        "SerializationException, MISCONFIGURED",
        "MissingParameter, MISCONFIGURED",
        "MissingParameterException, MISCONFIGURED",
        "UnknownOperationException, MISCONFIGURED",
        "UnsupportedOperationException, MISCONFIGURED",
        "DryRunOperationException, MISCONFIGURED",
        "LimitExceededException, MISCONFIGURED",
        "SomethingNewException, MISCONFIGURED"
    })
    void an_error_code_decides_whatever_the_class_and_the_message(String code, ErrorCode expected) {
        // Without a message, and with nothing but the code in a bare KmsException.
        assertThat(failures.translate(answer(code, 400, null)).code()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} without a known code is {1}")
    @CsvSource({
        "301, MISCONFIGURED",
        "400, MISCONFIGURED",
        "401, ACCESS_DENIED",
        "403, ACCESS_DENIED",
        "404, MISCONFIGURED",
        "408, UNAVAILABLE",
        "413, MISCONFIGURED",
        "429, THROTTLED",
        "500, UNAVAILABLE",
        "501, MISCONFIGURED",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, UNAVAILABLE"
    })
    void a_status_decides_where_there_is_no_code(int status, ErrorCode expected) {
        assertThat(failures.translate(answer(null, status, null)).code()).isEqualTo(expected);
        assertThat(failures.translate(answer("SomethingNew", status, null)).code())
                .isEqualTo(expected);
    }

    @Test
    void an_answer_without_any_details_is_told_by_its_status() {
        RuntimeException bare = KmsException.builder().statusCode(503).build();

        assertThat(failures.translate(bare).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "arn:aws:kms:eu-west-2:1:key/k is pending deletion., KEK_PENDING_DELETION",
        "key/k is pending replica deletion., KEK_PENDING_DELETION",
        "key/k is PendingDeletion, KEK_PENDING_DELETION",
        "arn:aws:kms:eu-west-2:1:key/k is unavailable., UNAVAILABLE",
        "arn:aws:kms:eu-west-2:1:key/k is creating., UNAVAILABLE",
        "arn:aws:kms:eu-west-2:1:key/k is updating., UNAVAILABLE",
        "arn:aws:kms:eu-west-2:1:key/k is pending import., KEK_DISABLED",
        "key/k is PendingImport, KEK_DISABLED",
        "arn:aws:kms:eu-west-2:1:key/k is disabled., KEK_DISABLED",
        "arn:aws:kms:eu-west-2:1:key/k is in a state of its own., KEK_DISABLED"
    })
    void the_message_of_an_invalid_state_says_which(String message, ErrorCode expected) {
        assertThat(failures.translate(answer("KMSInvalidStateException", 400, message))
                        .code())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"is pending import., true", "is PendingImport, true", "is disabled., false"})
    void only_a_key_that_waits_for_its_material_is_said_to(String state, boolean waits) {
        assertThat(failures.translate(answer("KMSInvalidStateException", 400, state))
                        .getMessage()
                        .contains("its key material is not imported"))
                .isEqualTo(waits);
    }

    @Test
    void a_failure_of_this_library_stays_what_it_is() {
        EnvelopeException ours = KekUnavailableException.throttled("cards", null);

        assertThat(failures.translate(ours)).isSameAs(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void a_request_without_an_id_has_none(String id) {
        RuntimeException answer =
                KmsException.builder().statusCode(503).requestId(id).build();

        assertThat(Failures.requestId(answer)).isEmpty();
        assertThat(failures.translate(answer)).hasMessageNotContaining("request ");
    }

    @Test
    @Timeout(30)
    void causes_that_form_a_circle_come_to_an_end() {
        Exception cause = new IOException("a");
        cause.initCause(new IOException("b", cause));

        assertThat(failures.translate(SdkClientException.create("Unable to execute HTTP request", cause))
                        .code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void expired_credentials_are_called_so() {
        assertThat(failures.translate(answer("ExpiredTokenException", 400, "m")))
                .hasMessageContaining("credentials have expired");
    }

    @Test
    void another_key_is_told_how_to_be_configured() {
        assertThat(failures.translate(answer("IncorrectKeyException", 400, "m")))
                .hasMessageContaining("alsoDecrypting");
    }

    @Test
    void a_failure_says_what_was_asked_and_in_which_request_and_not_what_aws_wrote() {
        RuntimeException answer = answer("ValidationException", 400, "the value 'secret' is not valid");

        assertThat(failures.translate(answer))
                .hasMessageContainingAll("ValidationException", "Decrypt", "alias/cards", "request-1")
                .hasMessageNotContaining("secret")
                .hasCause(answer);
    }

    @Test
    void calls_that_are_not_answered_are_an_outage() {
        for (IOException cause : new IOException[] {
            new ConnectException("Connection refused"),
            new UnknownHostException("kms.invalid"),
            new SocketTimeoutException("Read timed out"),
            new SSLHandshakeException("Remote host terminated the handshake")
        }) {
            RuntimeException e = SdkClientException.create("Unable to execute HTTP request", cause);

            assertThat(failures.translate(e).code()).as("%s", cause).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_no_outage() {
        IOException cause = (IOException)
                new SSLHandshakeException("PKIX path building failed").initCause(new CertificateException("untrusted"));

        assertThat(failures.translate(SdkClientException.create("Unable to execute HTTP request", cause))
                        .code())
                .isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unable to load credentials from any of the providers in the chain",
                "Unable to load region from any of the providers in the chain"
            })
    void a_client_that_lacks_something_is_misconfigured(String message) {
        assertThat(failures.translate(SdkClientException.create(message)).code())
                .isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void both_of_the_sdks_timeouts_are_timeouts() {
        assertThat(failures.translate(ApiCallTimeoutException.create(300)).code())
                .isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(failures.translate(ApiCallAttemptTimeoutException.create(300))
                        .code())
                .isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    void an_aborted_call_whose_thread_was_interrupted_is_an_interrupt() {
        Thread.currentThread().interrupt();

        EnvelopeException failure = failures.translate(AbortedException.create(null));

        assertThat(failure).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interrupt_whose_flag_was_cleared_sets_it_again() {
        EnvelopeException failure =
                failures.translate(AbortedException.create("interrupted", new InterruptedException()));

        assertThat(failure).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interrupt_that_the_sdk_wrapped_is_an_interrupt() {
        RuntimeException e = SdkClientException.create("Unable to execute", new SdkInterruptedException());

        assertThat(failures.translate(e)).isInstanceOf(CallInterruptedException.class);
    }

    @Test
    void a_call_that_was_aborted_by_nobody_is_an_outage() {
        assertThat(failures.translate(AbortedException.create("aborted")).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void an_answer_counts_although_the_thread_was_interrupted_meanwhile() {
        Thread.currentThread().interrupt();

        assertThat(failures.translate(answer("AccessDeniedException", 400, null))
                        .code())
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void what_the_sdk_does_not_throw_is_a_defect_of_the_client() {
        EnvelopeException failure = failures.translate(new IllegalStateException("Connection pool shut down"));

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("IllegalStateException").hasCauseInstanceOf(RuntimeException.class);
    }

    private static KmsException answer(@Nullable String code, int status, @Nullable String message) {
        return (KmsException) KmsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .statusCode(status)
                .requestId("request-1")
                .build();
    }
}
