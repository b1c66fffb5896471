package dev.envelope.vault;

import static dev.envelope.vault.Transit.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What meets a token at the wrong moment. */
class TokenKeeperTest {

    private static final String GRANTED =
            "{\"auth\": {\"client_token\": \"granted\", \"lease_duration\": 3600, \"renewable\": true}}";
    private static final String NOT_FOUND = "{\"errors\": [\"encryption key not found\"]}";
    private static final String LOGIN = "/v1/auth/jwt/login";

    private final CannedServer server = new CannedServer().answersAt(LOGIN, 200, GRANTED);

    @AfterEach
    void close() {
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
}
