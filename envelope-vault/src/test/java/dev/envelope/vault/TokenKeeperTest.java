package dev.envelope.vault;

import static dev.envelope.vault.Transit.failureOf;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What meets a token at the wrong moment. */
class TokenKeeperTest {

    private static final String GRANTED =
            "{\"auth\": {\"client_token\": \"granted\", \"lease_duration\": 3600, \"renewable\": true}}";
    private static final String NOT_FOUND = "{\"errors\": [\"encryption key not found\"]}";
    private static final String LOGIN = "/v1/auth/jwt/login";

    private final CannedServer server = new CannedServer().answersAt(LOGIN, 200, GRANTED);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        server.close();
    }

    @Test
    void a_login_that_ends_in_an_error_of_the_program_is_not_the_last_one() {
        server.answers(400, NOT_FOUND);
        AtomicBoolean failed = new AtomicBoolean();
        VaultAuth auth = VaultAuth.login("jwt", () -> {
            if (!failed.getAndSet(true)) {
                throw new NoClassDefFoundError("a library of the application");
            }
            return Map.of("jwt", "text");
        });
        try (VaultClient client = VaultClient.at(server.address(), auth)) {
            VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");

            assertThat(failureOf(() -> Transit.wrapNew(kek)).code()).isEqualTo(ErrorCode.MISCONFIGURED);
            assertThat(failureOf(() -> Transit.wrapNew(kek)).code()).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        }
    }

    @Test
    void who_waits_for_a_login_when_the_client_is_closed_is_told_so() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        VaultClient client = VaultClient.at(server.address(), VaultAuth.login("jwt", () -> {
            asked.countDown();
            sleepUntilInterrupted();
            throw new IllegalStateException("interrupted");
        }));
        VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");
        Future<EnvelopeException> waiting = threads.submit(() -> failureOf(() -> Transit.wrapNew(kek)));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("VaultClient was closed");
    }

    @Test
    void a_login_whose_request_the_close_interrupts_interrupts_no_caller() throws Exception {
        try (SilentServer silent = new SilentServer()) {
            CountDownLatch asked = new CountDownLatch(1);
            VaultClient client = VaultClient.at(silent.address(), VaultAuth.login("jwt", () -> {
                asked.countDown();
                return Map.of("jwt", "text");
            }));
            VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");
            Future<EnvelopeException> waiting = threads.submit(() -> failureOf(() -> Transit.wrapNew(kek)));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            TimeUnit.MILLISECONDS.sleep(300);

            client.close();

            EnvelopeException failure = waiting.get(10, TimeUnit.SECONDS);
            assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
            assertThat(failure).hasMessageContaining("VaultClient was closed");
        }
    }

    @Test
    void who_waits_behind_a_renewal_when_the_client_is_closed_is_told_so() throws Exception {
        CountDownLatch renewing = new CountDownLatch(1);
        server.answersAt(LOGIN, 200, GRANTED.replace("3600", "1"))
                .answersAt("/v1/auth/token/renew-self", () -> {
                    renewing.countDown();
                    sleepUntilInterrupted();
                })
                .answers(403, "{\"errors\": [\"permission denied\"]}");
        AuthCalls calls = new AuthCalls(exchange());
        TokenKeeper keeper =
                new TokenKeeper(VaultAuth.login("jwt", () -> Map.of("jwt", "text")), calls, Duration.ofSeconds(10));
        Token token = keeper.token(soon());
        assertThat(renewing.await(20, TimeUnit.SECONDS)).isTrue();
        Future<CallFailure> waiting =
                threads.submit(() -> catchThrowableOfType(CallFailure.class, () -> keeper.insteadOf(token, soon())));
        TimeUnit.MILLISECONDS.sleep(300);

        keeper.close();

        assertThat(waiting.get(5, TimeUnit.SECONDS)).hasMessageContaining("VaultClient was closed");
    }

    @Test
    void a_token_that_comes_after_the_client_was_closed_is_revoked_and_not_used() throws Exception {
        server.answersAt("/v1/auth/token/revoke-self", 204, "").answers(400, NOT_FOUND);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        VaultClient client = VaultClient.at(server.address(), VaultAuth.login("jwt", () -> {
            asked.countDown();
            awaitUninterruptibly(closed);
            return Map.of("jwt", "text");
        }));
        VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");
        Future<EnvelopeException> waiting = threads.submit(() -> failureOf(() -> Transit.wrapNew(kek)));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        client.close();
        closed.countDown();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("VaultClient was closed");
        await(() ->
                server.requests().stream().anyMatch(request -> request.path().endsWith("/revoke-self")));
        assertThat(failureOf(() -> Transit.wrapNew(kek))).hasMessageContaining("VaultClient was closed");
    }

    @ParameterizedTest
    @CsvSource({"404, <html>being deployed</html>", "200, {}"})
    void a_token_that_was_given_is_renewed_later_where_something_else_than_vault_answered(int status, String body)
            throws Exception {
        server.answersAt("/v1/auth/token/lookup-self", 200, "{\"data\": {\"ttl\": 4, \"renewable\": true}}")
                .answersAt("/v1/auth/token/renew-self", status, body)
                .answers(400, NOT_FOUND);
        try (VaultClient client = VaultClient.at(server.address(), VaultAuth.token("the-token"))) {
            failureOf(() -> Transit.wrapNew(VaultTransitKey.named("cards", client, "cards")));

            await(() -> server.requests().stream()
                            .filter(request -> request.path().endsWith("/renew-self"))
                            .count()
                    > 1);
        }
    }

    @Test
    void a_token_of_the_same_text_does_not_stand_in_for_one_that_was_refused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        try (TokenKeeper keeper =
                new TokenKeeper(VaultAuth.tokenFile(file), new AuthCalls(exchange()), Duration.ofSeconds(10))) {
            Token refused = keeper.token(soon());
            assertThat(keeper.insteadOf(refused, soon()).orElseThrow().value()).isEqualTo("old");
            Files.writeString(file, "new");

            assertThat(keeper.insteadOf(refused, soon()).orElseThrow().value()).isEqualTo("new");
        }
    }

    private Exchange exchange() {
        return new Exchange(
                HttpClient.newHttpClient(),
                new Redirects(server.address(), Set.of(), false),
                Optional.empty(),
                Duration.ofSeconds(10));
    }

    private static void sleepUntilInterrupted() {
        try {
            TimeUnit.SECONDS.sleep(60);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        Deadline end = soon();
        while (!end.remaining().isZero()) {
            try {
                if (latch.await(end.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                // goes on, as code that knows no interrupts does
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Deadline end = Deadline.after(Duration.ofSeconds(10));
        while (!condition.getAsBoolean()) {
            assertThat(end.remaining()).as("it does not come about").isPositive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
