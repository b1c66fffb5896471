package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.failureOf;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Outcome;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.UnwrapRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a healthy server does not give, and what stands before one. */
class AnswerTest {

    private static final WrappedKey WRAPPED = WrappedKey.of("cards", "v1", new byte[] {1, 2, 3});
    private static final String CANARY = "Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5";

    private final CannedServer server = new CannedServer();
    private final VaultClient client = VaultClient.at(server.address(), VaultAuth.token("the-token"));
    private final VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, misconfigured",
        "401, access-denied",
        "403, access-denied",
        "404, misconfigured",
        "405, misconfigured",
        "412, unavailable",
        "418, misconfigured",
        "429, throttled",
        "472, unavailable",
        "473, unavailable",
        "500, unavailable",
        "502, unavailable",
        "503, unavailable",
        "504, unavailable",
    })
    void a_status_means_this_where_the_text_says_nothing(int status, String code) {
        server.answers(status, "{\"errors\": [\"something\"]}");

        assertThat(failureOf(this::unwrap).code()).hasToString(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "encryption key not found | kek-not-found",
                "unknown key type must-exist | kek-not-found",
                "refusing to use soft-deleted key | kek-pending-deletion",
                "ciphertext or signature version is disallowed by policy (too old) | kek-version-retired",
                "no such key version | kek-version-retired",
                "invalid ciphertext: no prefix | wrapped-key-refused",
                "invalid ciphertext: version is too new | wrapped-key-refused",
                "cipher: message authentication failed | wrapped-key-refused",
                "chacha20poly1305: message authentication failed | wrapped-key-refused",
                "missing 'context' for key derivation; the key was created using a derived key | misconfigured",
                "message decryption not supported for key type ecdsa-p256 | kek-wrong-usage",
                "'[0].associated_data' provided for non-AEAD cipher suite rsa-2048 | kek-wrong-usage",
                "something new | misconfigured",
            })
    void a_text_means_this_where_the_status_is_400(String text, String code) {
        server.answers(400, "{\"errors\": [\"" + text + "\"]}");

        assertThat(failureOf(this::unwrap).code()).hasToString(code);
    }

    @Test
    void a_request_that_is_too_large_is_reported_as_such() {
        server.answers(413, "<html>too large</html>");

        assertThat(failureOf(this::unwrap).code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>welcome</html>",
                "[]",
                "{}",
                "{\"data\": {\"plaintext\": 7}}",
                "{\"data\": {\"plaintext\": \"***\"}}",
                "{\"data\": {\"plaintext\": \"AAAA\"",
                "{\"data\": {\"batch_results\": [{\"plaintext\": \"AAAA\"}]}} {}"
            })
    void a_success_that_is_none_of_vaults_is_misconfigured(String body) {
        server.answers(200, body);

        assertThat(failureOf(this::unwrap).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404})
    void an_error_that_something_else_wrote_says_to_check_the_address(int status) {
        server.answers(status, "<html>no such page</html>");

        EnvelopeException failure = failureOf(this::unwrap);

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("check the address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"message\": \"no Route matched with those values\"}"})
    void a_gateway_that_knows_no_such_path_is_not_taken_for_a_key_that_is_missing(String body) {
        server.answers(404, body);

        EnvelopeException failure = failureOf(() -> kek.refreshVersion(soon()));

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("check the address");
    }

    @Test
    void every_plaintext_is_wiped_that_of_a_repeated_field_as_well() throws CallFailure {
        String item = "{\"plaintext\": \"AAEC\", \"plaintext\": \"AwQF\"}";
        VaultAnswer answer = VaultAnswer.read(
                VaultRequest.get("transit/decrypt/cards"),
                200,
                ("{\"data\": " + item + ", \"data\": " + item + "}").getBytes(StandardCharsets.UTF_8));
        List<byte[]> plaintexts = answer.plaintexts();

        answer.close();

        assertThat(plaintexts).hasSize(4).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    }

    @Test
    void a_plaintext_that_is_no_data_key_is_refused() {
        server.answers(200, "{\"data\": {\"plaintext\": \"AAAA\"}}")
                .answers(400, "{\"errors\": [\"cipher: message authentication failed\"]}");

        assertThat(failureOf(this::unwrap).code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vault:v0:AAAA", "vault:v01:AAAA", "vault:v1:", "vault:v1:*", "vault:v9999999999:AAAA", "AAAA"})
    void a_ciphertext_that_is_none_is_misconfigured(String ciphertext) {
        server.answers(200, "{\"data\": {\"ciphertext\": \"" + ciphertext + "\"}}");

        assertThat(failureOf(() -> Transit.wrapNew(kek)).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void a_batch_with_another_number_of_results_gives_none_of_them_out() {
        server.answers(200, "{\"data\": {\"batch_results\": [{\"plaintext\": \"" + CANARY + "\"}]}}");
        UnwrapRequest item = new UnwrapRequest(WRAPPED, ROW);

        List<Outcome<DataKey>> outcomes = kek.unwrapAll(List.of(item, item), soon());

        assertThat(outcomes)
                .extracting(outcome -> outcome.failure().orElseThrow().code())
                .containsExactly(ErrorCode.MISCONFIGURED, ErrorCode.MISCONFIGURED);
    }

    @Test
    void an_answer_that_does_not_end_is_given_up() {
        server.answers(200, "{\"data\": \"" + "x".repeat(BoundedBody.MOST) + "\"}");

        EnvelopeException failure = failureOf(this::unwrap);

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("does not end");
    }

    @Test
    void a_connection_that_breaks_once_is_no_failure() {
        server.breaks().answers(400, "{\"errors\": [\"encryption key not found\"]}");

        assertThat(failureOf(this::unwrap).code()).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_connection_that_breaks_twice_is_an_outage() {
        server.breaks();

        assertThat(failureOf(this::unwrap).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void an_outage_is_not_tried_again_behind_the_callers_back() {
        server.answers(503, "{\"errors\": [\"Vault is sealed\"]}");

        failureOf(this::unwrap);

        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_server_that_ignores_associated_data_is_found_out_by_its_warning() {
        server.answers(
                200,
                "{\"data\": {\"ciphertext\": \"vault:v1:AAAA\"}, \"warnings\": [\"Endpoint ignored these unrecognized"
                        + " parameters: [associated_data]\"]}");

        assertThat(failureOf(() -> Transit.wrapNew(kek)))
                .hasMessageContaining("ignores associated data")
                .hasMessageContaining("1.13");
    }

    @Test
    void a_server_that_opens_without_associated_data_is_found_out_when_it_opens() {
        server.answers(200, "{\"data\": {\"plaintext\": \"" + "A".repeat(43) + "=\"}}");

        assertThat(failureOf(this::unwrap)).hasMessageContaining("ignores associated data");
    }

    @Test
    void something_else_that_refuses_does_not_pass_for_a_server_that_binds_or_denies() {
        server.answers(200, "{\"data\": {\"plaintext\": \"" + "A".repeat(43) + "=\"}}")
                .answers(403, "<html>go away</html>");

        assertThat(failureOf(this::unwrap).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void nothing_of_an_answer_shows_in_a_failure_or_its_stack_trace() {
        for (int status : new int[] {200, 400, 403, 404, 429, 500}) {
            for (String body : new String[] {
                CANARY,
                "{\"errors\": [\"" + CANARY + "\"], \"data\": {\"plaintext\": \"" + CANARY + "\"}}",
                "{\"data\": {\"plaintext\": \"" + CANARY + "\", " + CANARY
            }) {
                try (CannedServer canned = new CannedServer().answers(status, body);
                        VaultClient other = VaultClient.at(canned.address(), VaultAuth.token("the-token"))) {
                    VaultTransitKey theirs = VaultTransitKey.named("cards", other, "cards");
                    StringWriter trace = new StringWriter();
                    failureOf(() -> theirs.unwrap(WRAPPED, ROW, soon())).printStackTrace(new PrintWriter(trace));

                    assertThat(trace.toString()).doesNotContain(CANARY).doesNotContain("the-token");
                }
            }
        }
    }

    @Test
    void a_login_that_is_refused_is_not_tried_again_by_each_call() {
        server.answers(400, "{\"errors\": [\"invalid role or secret ID\"]}");
        try (VaultClient other = VaultClient.at(server.address(), VaultAuth.appRole("role", "wrong"))) {
            VaultTransitKey theirs = VaultTransitKey.named("cards", other, "cards");
            for (int i = 0; i < 20; i++) {
                assertThat(failureOf(() -> theirs.unwrap(WRAPPED, ROW, soon())).code())
                        .isEqualTo(ErrorCode.ACCESS_DENIED);
            }
        }

        assertThat(server.requests()).hasSizeLessThan(20);
    }

    @Test
    void the_words_of_the_server_are_kept_for_programs() {
        server.answers(400, "{\"errors\": [\"something new\"]}");

        VaultException cause = (VaultException) failureOf(this::unwrap).getCause();

        assertThat(cause.errors()).containsExactly("something new");
        assertThat(cause.status()).isEqualTo(400);
    }

    @Test
    void the_namespace_and_the_token_go_with_each_request() {
        server.answers(503, "{}");
        try (VaultClient other = VaultClient.builder(server.address(), VaultAuth.token("the-token"))
                .namespace("team/payments")
                .build()) {
            failureOf(() -> Transit.wrapNew(VaultTransitKey.named("cards", other, "cards")));
        }

        assertThat(server.requests())
                .extracting(CannedServer.Request::namespace, CannedServer.Request::token)
                .containsExactly(tuple("team/payments", "the-token"));
    }

    private void unwrap() {
        kek.unwrap(WRAPPED, ROW, soon()).close();
    }
}
