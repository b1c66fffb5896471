package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.KmsClient;

/** What goes wrong with KMS, each through a round trip of HTTP and the SDK's own retries. */
@Timeout(60)
class FaultsTest {

    private static final String SECRET_VALUE = "canary-4929-1234";
    private static final EncryptionContext ROW = EncryptionContext.of("card", SECRET_VALUE);
    private static final byte[] BLOB = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    private final List<AwsKmsCall> calls = new ArrayList<>();

    @AfterEach
    void clearTheInterruptFlag() {
        Thread.interrupted();
    }

    @ParameterizedTest(name = "{1} is {2} after {3} attempts")
    @CsvSource({
        "400, ThrottlingException, THROTTLED, 3",
        "400, RequestLimitExceeded, THROTTLED, 3",
        "500, KMSInternalException, UNAVAILABLE, 3",
        "503, DependencyTimeoutException, UNAVAILABLE, 3",
        "500, KeyUnavailableException, UNAVAILABLE, 3",
        "400, AccessDeniedException, ACCESS_DENIED, 1",
        "400, NotFoundException, KEK_NOT_FOUND, 1",
        "400, DisabledException, KEK_DISABLED, 1",
        "400, InvalidKeyUsageException, KEK_WRONG_USAGE, 1",
        "400, InvalidCiphertextException, WRAPPED_KEY_REFUSED, 1",
        "400, IncorrectKeyException, WRAPPED_KEY_REFUSED, 1",
        "400, ExpiredTokenException, ACCESS_DENIED, 1",
        "400, UnrecognizedClientException, ACCESS_DENIED, 1",
        "400, ValidationException, MISCONFIGURED, 1"
    })
    void an_error_is_what_its_code_says_and_is_tried_as_often_as_the_sdk_does(
            int status, String code, ErrorCode expected, int attempts) {
        try (CannedKms kms = CannedKms.failing(status, code, SECRET_VALUE)) {
            EnvelopeException failure = decryptFailure(kms);

            assertThat(failure.code()).isEqualTo(expected);
            assertThat(kms.requests()).hasSize(attempts);
            assertThat(failure.getMessage()).doesNotContain(SECRET_VALUE);
        }
    }

    @Test
    void a_key_that_is_to_be_deleted_is_told_by_the_message() {
        try (CannedKms kms =
                CannedKms.failing(400, "KMSInvalidStateException", CannedKms.ARN + " is pending deletion.")) {
            assertThat(decryptFailure(kms).code()).isEqualTo(ErrorCode.KEK_PENDING_DELETION);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"__type\":\"AccessDeniedException\"}",
                "{\"__type\":\"AccessDeniedException\",\"message\":null}",
                "{\"__type\":\"com.amazonaws.kms#AccessDeniedException\",\"Message\":\"m\"}"
            })
    void an_error_without_a_message_is_told_by_its_code(String body) {
        try (CannedKms kms = CannedKms.answering(400, body)) {
            assertThat(decryptFailure(kms).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        }
    }

    @ParameterizedTest(name = "HTTP status {0} is {1} after {2} attempts")
    @CsvSource({
        "500, UNAVAILABLE, 3",
        "502, UNAVAILABLE, 3",
        "503, UNAVAILABLE, 3",
        "429, THROTTLED, 3",
        "403, ACCESS_DENIED, 1",
        "404, MISCONFIGURED, 1",
        "400, MISCONFIGURED, 1"
    })
    void an_answer_that_is_not_of_kms_is_told_by_its_status(int status, ErrorCode expected, int attempts) {
        try (CannedKms kms = CannedKms.answering(status, "<html>a proxy</html>")) {
            assertThat(decryptFailure(kms).code()).isEqualTo(expected);
            assertThat(kms.requests()).hasSize(attempts);
        }
    }

    @Test
    void a_connection_that_is_dropped_is_an_outage() {
        try (CannedKms kms = CannedKms.dropping()) {
            assertThat(decryptFailure(kms).code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(kms.requests()).hasSize(CannedKms.ATTEMPTS);
        }
    }

    @Test
    void nobody_listening_is_an_outage() {
        try (KmsClient client = KmsServer.client(URI.create("http://127.0.0.1:1"), KmsServer.REGION)) {
            AwsKmsKey kek = AwsKmsKey.named("cards", client, CannedKms.ARN);

            assertThat(failureOf(() -> kek.unwrap(wrapped(), ROW, ample()).close())
                            .code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void a_success_that_can_not_be_read_is_an_outage() {
        try (CannedKms kms = CannedKms.answering(200, "<html>a proxy</html>")) {
            assertThat(decryptFailure(kms).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void a_service_that_does_not_answer_times_out_at_the_deadline() {
        try (CannedKms kms = CannedKms.silent()) {
            EnvelopeException failure =
                    failureOf(() -> kek(kms).unwrap(wrapped(), ROW, Deadline.after(Duration.ofMillis(300)))
                            .close());

            assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(kms.requests()).hasSize(1);
        }
    }

    @Test
    void a_deadline_that_has_passed_asks_nobody() {
        try (CannedKms kms = CannedKms.silent()) {
            EnvelopeException failure = failureOf(() -> kek(kms).unwrap(wrapped(), ROW, Deadline.after(Duration.ZERO))
                    .close());

            assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(kms.requests()).isEmpty();
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void a_deadline_that_never_ends_is_one_that_the_sdk_can_count() {
        try (CannedKms kms = CannedKms.answering(CannedKms.ARN, new byte[32], BLOB)) {
            kek(kms).unwrap(wrapped(), ROW, Deadline.after(Duration.ofDays(1_000_000)))
                    .close();
        }

        assertThat(calls.get(0).succeeded()).isTrue();
    }

    @Test
    void the_clients_own_timeout_stays_where_the_deadline_is_longer() {
        try (CannedKms kms = CannedKms.silent();
                KmsClient hasty = kms.clientWithin(Duration.ofMillis(300))) {
            AwsKmsKey kek = AwsKmsKey.named("cards", hasty, CannedKms.ARN);

            assertThat(failureOf(() -> kek.unwrap(wrapped(), ROW, ample()).close())
                            .code())
                    .isEqualTo(ErrorCode.TIMED_OUT);
        }
    }

    /** An HTTP client that blocks in a socket notices an interrupt when the answer is there. */
    @Test
    void an_interrupt_in_the_middle_stays_an_interrupt() {
        Thread caller = Thread.currentThread();
        try (CannedKms kms = new CannedKms(exchange -> {
            caller.interrupt();
            CannedKms.send(exchange, 500, "{\"__type\":\"KMSInternalException\"}");
        })) {
            EnvelopeException failure = decryptFailure(kms);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED);
            assertThat(kms.requests()).as("no retry of an interrupted call").hasSize(1);
        }
    }

    /** The SDK ends a call by an interrupt of its own, clears the flag then, and can't tell that there was another one. */
    @Test
    void an_interrupt_of_a_call_that_is_never_answered_does_not_hang() {
        Thread caller = Thread.currentThread();
        try (CannedKms kms = CannedKms.silent(caller::interrupt)) {
            EnvelopeException failure =
                    failureOf(() -> kek(kms).unwrap(wrapped(), ROW, Deadline.after(Duration.ofMillis(300)))
                            .close());

            assertThat(failure.code()).isIn(ErrorCode.TIMED_OUT, ErrorCode.INTERRUPTED);
        }
    }

    @Test
    void a_thread_that_was_interrupted_before_asks_nobody() {
        try (CannedKms kms = CannedKms.silent()) {
            Thread.currentThread().interrupt();

            EnvelopeException failure = decryptFailure(kms);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED);
            assertThat(kms.requests()).isEmpty();
        }
    }

    @Test
    void another_key_than_the_one_asked_for_does_not_open() {
        String other = CannedKms.ARN.replace("1234abcd", "ffffffff");
        try (CannedKms kms = CannedKms.answering(other, new byte[32], BLOB)) {
            EnvelopeException failure = decryptFailure(kms);

            assertThat(failure.code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
            assertThat(failure.getMessage()).contains(CannedKms.ARN, other);
        }
    }

    @Test
    void another_key_than_the_one_asked_for_does_not_wrap() {
        String other = CannedKms.ARN.replace("1234abcd", "ffffffff");
        try (CannedKms kms = CannedKms.answering(other, new byte[32], BLOB)) {
            AwsKmsKey kek = kek(kms);
            assertThat(failureOf(() -> kek.generateDataKey(ROW, ample()).close())
                            .code())
                    .isEqualTo(ErrorCode.MISCONFIGURED);
            try (DataKey key = DataKey.generate()) {
                assertThat(failureOf(() -> kek.wrap(key, ROW, ample())).code()).isEqualTo(ErrorCode.MISCONFIGURED);
            }
        }
    }

    @Test
    void another_key_than_the_one_asked_for_does_not_rewrap() {
        String other = CannedKms.ARN.replace("1234abcd", "ffffffff");
        try (CannedKms kms = CannedKms.answering(other, new byte[0], BLOB)) {
            assertThat(failureOf(() -> kek(kms).rewrap(wrapped(), ROW, ample())).code())
                    .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 16, 31, 33, 64})
    void a_data_key_of_the_wrong_length_is_not_used(int length) {
        byte[] plaintext = new byte[length];
        Arrays.fill(plaintext, (byte) 0x5a);
        try (CannedKms kms = CannedKms.answering(CannedKms.ARN, plaintext, BLOB)) {
            AwsKmsKey kek = kek(kms);
            EnvelopeException opening =
                    failureOf(() -> kek.unwrap(wrapped(), ROW, ample()).close());
            EnvelopeException making =
                    failureOf(() -> kek.generateDataKey(ROW, ample()).close());

            assertThat(opening.code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
            assertThat(making.code()).isEqualTo(ErrorCode.MISCONFIGURED);
            if (length > 1) {
                assertThat(textOf(opening) + textOf(making))
                        .doesNotContain(HexFormat.of().formatHex(plaintext))
                        .doesNotContain(Base64.getEncoder().encodeToString(plaintext));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", ""})
    void an_answer_without_anything_in_it_is_not_used(String body) {
        try (CannedKms kms = CannedKms.answering(200, body)) {
            AwsKmsKey kek = kek(kms);

            assertThat(failureOf(() -> kek.unwrap(wrapped(), ROW, ample()).close())
                            .code())
                    .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
            assertThat(failureOf(() -> kek.generateDataKey(ROW, ample()).close())
                            .code())
                    .isEqualTo(ErrorCode.MISCONFIGURED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6145})
    void a_ciphertext_of_the_wrong_length_is_not_used(int length) {
        try (CannedKms kms = CannedKms.answering(CannedKms.ARN, new byte[32], new byte[length])) {
            assertThat(failureOf(() -> kek(kms).generateDataKey(ROW, ample()).close())
                            .code())
                    .isEqualTo(ErrorCode.MISCONFIGURED);
        }
    }

    @Test
    void every_call_is_an_event_with_its_outcome_and_its_request_id() {
        try (CannedKms kms = CannedKms.failing(400, "AccessDeniedException", "m")) {
            decryptFailure(kms);
        }

        AwsKmsCall call = calls.get(0);
        assertThat(calls).hasSize(1);
        assertThat(call.operation()).hasToString("Decrypt");
        assertThat(call.kekName()).isEqualTo("cards");
        assertThat(call.requestedKey()).isEqualTo(CannedKms.ARN);
        assertThat(call.requestId()).hasValue(CannedKms.REQUEST_ID);
        assertThat(call.outcome()).isEqualTo("access-denied");
        assertThat(call.succeeded()).isFalse();
        assertThat(call.duration()).isPositive();
    }

    @Test
    void a_success_is_an_event_with_the_key_that_kms_used() {
        try (CannedKms kms = CannedKms.answering(CannedKms.ARN, new byte[32], BLOB)) {
            kek(kms).unwrap(wrapped(), ROW, ample()).close();
        }

        assertThat(calls.get(0).keyArn()).hasValue(CannedKms.ARN);
        assertThat(calls.get(0).outcome()).isEqualTo("ok");
        assertThat(calls.get(0).requestId()).hasValue(CannedKms.REQUEST_ID);
    }

    @Test
    void an_answer_that_is_refused_is_a_failed_event_of_the_request_it_came_by() {
        String other = CannedKms.ARN.replace("1234abcd", "ffffffff");
        try (CannedKms kms = CannedKms.answering(other, new byte[32], BLOB)) {
            decryptFailure(kms);
        }

        assertThat(calls.get(0).outcome()).isEqualTo("wrapped-key-refused");
        assertThat(calls.get(0).keyArn()).hasValue(other);
        assertThat(calls.get(0).requestId()).hasValue(CannedKms.REQUEST_ID);
    }

    @Test
    void an_event_shows_no_secret() {
        try (CannedKms kms = CannedKms.answering(CannedKms.ARN, new byte[32], BLOB)) {
            kek(kms).unwrap(wrapped(), ROW, ample()).close();
        }

        assertThat(calls.toString())
                .doesNotContain(SECRET_VALUE)
                .doesNotContain(HexFormat.of().formatHex(BLOB))
                .doesNotContain(Base64.getEncoder().encodeToString(BLOB));
    }

    private EnvelopeException decryptFailure(CannedKms kms) {
        return failureOf(() -> kek(kms).unwrap(wrapped(), ROW, ample()).close());
    }

    private AwsKmsKey kek(CannedKms kms) {
        return AwsKmsKey.builder("cards", kms.client(), CannedKms.ARN)
                .listener(calls::add)
                .build();
    }

    private static WrappedKey wrapped() {
        return WrappedKey.of("cards", "", new WrappedBytes(new KeyId(CannedKms.ARN).hint(), BLOB).toArray());
    }

    private static Deadline ample() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private static EnvelopeException failureOf(Runnable call) {
        try {
            call.run();
        } catch (EnvelopeException e) {
            return e;
        }
        throw new AssertionError("It has to fail, and did not");
    }

    private static String textOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(Throwable::toString)
                .toList()
                .toString();
    }
}
