package dev.envelope.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import dev.envelope.vault.CallFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What errors mean, and what is said of them; without a server, so that every kind can be had. */
class FailuresTest {

    private static final String DECRYPT = "POST /v1/transit/decrypt/cards";
    private static final String ENCRYPT = "POST /v1/transit/encrypt/cards";
    private static final String SECRET = "Y2FuYXJ5";

    private final VaultClient client = VaultClient.builder(URI.create("http://127.0.0.1:1"), VaultAuth.token("t"))
            .requestTimeout(Duration.ofMillis(700))
            .build();
    private final Failures failures = failures(ContextBinding.DERIVED_KEY);

    @AfterEach
    void close() {
        client.close();
        Thread.interrupted();
    }

    // ---------------------------------------------------------------- conditions

    @ParameterizedTest
    @CsvSource({"200, INVALID_REQUEST", "400, INVALID_REQUEST", "499, INVALID_REQUEST", "500, UNAVAILABLE"})
    void an_item_that_says_nothing_is_what_the_status_of_its_batch_says(int status, Condition expected) {
        assertThat(Condition.ofItem(status, "something")).isEqualTo(expected);
    }

    @Test
    void an_item_is_told_by_its_text_whatever_the_status_of_its_batch() {
        assertThat(Condition.ofItem(200, "Cipher: Message Authentication Failed"))
                .isEqualTo(Condition.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"499, INVALID_REQUEST", "501, UNAVAILABLE", "599, UNAVAILABLE"})
    void an_outage_begins_at_status_500(int status, Condition expected) {
        assertThat(Condition.of(status, List.of())).isEqualTo(expected);
    }

    @Test
    void what_does_not_open_by_an_rsa_key_is_refused_and_no_outage() {
        assertThat(Condition.of(500, List.of("1 error occurred: crypto/rsa: decryption error")))
                .isEqualTo(Condition.REFUSED);
        assertThat(Condition.of(500, List.of("internal error"))).isEqualTo(Condition.UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource
    void no_message_shows_what_the_server_wrote(Condition condition) {
        EnvelopeException failure = failures.of(error(DECRYPT, 400), condition, "v1");

        assertThat(failure).hasMessageNotContaining(SECRET).hasCauseInstanceOf(VaultException.class);
    }

    // ---------------------------------------------------------------- hints

    @Test
    void an_outage_of_503_may_be_a_seal() {
        assertThat(failures.of(error(DECRYPT, 503), Condition.UNAVAILABLE, "v1"))
                .hasMessageContaining("as one that is sealed does");
        assertThat(failures.of(error(DECRYPT, 500), Condition.UNAVAILABLE, "v1"))
                .hasMessageNotContaining("sealed");
    }

    @Test
    void a_denial_to_encrypt_may_be_a_missing_key() {
        assertThat(failures.of(error(ENCRYPT, 403), Condition.DENIED, ""))
                .hasMessageContaining("Where a key is missing");
        assertThat(failures.of(error(DECRYPT, 403), Condition.DENIED, "v1"))
                .hasMessageNotContaining("Where a key is missing");
    }

    @Test
    void a_key_of_the_wrong_type_may_be_one_without_associated_data() {
        assertThat(failures(ContextBinding.ASSOCIATED_DATA).of(error(ENCRYPT, 400), Condition.WRONG_USAGE, ""))
                .hasMessageContaining("or not with associated data");
        assertThat(failures.of(error(ENCRYPT, 400), Condition.WRONG_USAGE, ""))
                .hasMessageNotContaining("associated data");
    }

    // ---------------------------------------------------------------- calls without an answer

    @ParameterizedTest
    @CsvSource({
        "TIMED_OUT, timed-out",
        "INTERRUPTED, interrupted",
        "UNAVAILABLE, unavailable",
        "THROTTLED, throttled",
        "DENIED, access-denied",
        "MISCONFIGURED, misconfigured"
    })
    void a_call_without_an_answer_is_what_kept_it(Kind kind, String code) {
        EnvelopeException failure = failures.of(failure(kind), Deadline.after(Duration.ofSeconds(9)));

        assertThat(failure.code()).hasToString(code);
        assertThat(failure).hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"300, 300 ms", "700, 700 ms", "9000, 700 ms"})
    void a_timeout_says_how_long_was_waited_for_the_answer(int allowedMillis, String said) {
        assertThat(failures.of(failure(Kind.TIMED_OUT), Deadline.after(Duration.ofMillis(allowedMillis))))
                .hasMessageContaining("did not answer within " + said);
    }

    @ParameterizedTest
    @EnumSource
    void only_what_may_pass_is_worth_another_try(Kind kind) {
        assertThat(failure(kind).isPassing())
                .isEqualTo(failures.of(failure(kind), Deadline.after(Duration.ofSeconds(9)))
                        .isRetryable());
    }

    @Test
    void what_is_known_of_an_outage_is_said() {
        assertThat(failures.of(
                        new CallFailure(Kind.UNAVAILABLE, "it is far away", null),
                        Deadline.after(Duration.ofSeconds(9))))
                .hasMessageContaining("it is far away")
                .extracting(EnvelopeException::code)
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private Failures failures(ContextBinding binding) {
        return new Failures("cards", client, "transit/keys/cards", binding);
    }

    private static CallFailure failure(Kind kind) {
        return new CallFailure(kind, "it is so", new IOException("m"));
    }

    private static VaultException error(String request, int status) {
        return new VaultException(request, status, List.of(SECRET));
    }
}
