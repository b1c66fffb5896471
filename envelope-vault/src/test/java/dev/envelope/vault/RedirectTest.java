package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.failureOf;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standby sends its callers elsewhere, and the token with them. */
class RedirectTest {

    private static final WrappedKey WRAPPED = WrappedKey.of("cards", "v1", new byte[] {1, 2, 3});
    private static final String NOT_FOUND = "{\"errors\": [\"encryption key not found\"]}";

    private final CannedServer standby = new CannedServer();
    private final CannedServer active = new CannedServer().answers(400, NOT_FOUND);

    @AfterEach
    void close() {
        standby.close();
        active.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void a_redirect_to_a_host_that_is_allowed_is_followed_with_token_and_body(int status) {
        standby.redirects(status, active.address() + "/v1/transit/decrypt/cards");

        EnvelopeException failure = unwrap(active.address().getAuthority());

        assertThat(failure.code()).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        assertThat(active.requests()).hasSize(1);
        assertThat(active.requests().get(0).token()).isEqualTo("the-token");
        assertThat(active.requests().get(0).body())
                .isEqualTo(standby.requests().get(0).body())
                .contains("vault:v1:");
    }

    @Test
    void a_redirect_to_another_host_gets_neither_token_nor_request() {
        standby.redirects(307, active.address() + "/v1/transit/decrypt/cards");

        EnvelopeException failure = unwrap("vault-2.example.com:8200");

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure)
                .hasMessageContaining(active.address().getAuthority())
                .hasMessageContaining("redirectingTo(...)");
        assertThat(active.requests()).isEmpty();
    }

    @Test
    void a_redirect_to_the_same_host_is_followed() {
        standby.redirects(307, "/v1/elsewhere").answers(400, NOT_FOUND);

        assertThat(unwrap().code()).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        assertThat(standby.requests()).hasSize(2);
    }

    @Test
    void redirects_without_end_are_given_up() {
        standby.redirects(307, "/v1/again");

        assertThat(unwrap().code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(standby.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "::", "mailto:someone@example.com", "file:///etc/passwd"})
    void a_redirect_to_what_is_no_address_is_not_followed(String location) {
        standby.redirects(307, location);

        assertThat(unwrap().code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void a_redirect_from_tls_to_plain_http_is_not_followed() {
        Redirects redirects =
                new Redirects(URI.create("https://vault.example.com:8200"), Set.of("vault.example.com"), false);

        assertThat(catchThrowable(() -> redirects.follow(
                        URI.create("https://vault.example.com:8200/v1/x"),
                        Optional.of("http://vault.example.com:8200/v1/x"))))
                .hasMessageContaining("TLS only");
    }

    @Test
    void a_redirect_by_plain_http_to_another_machine_is_not_followed_unless_that_was_allowed() {
        standby.redirects(307, "http://vault-1.invalid:8200/v1/transit/decrypt/cards");

        EnvelopeException failure = unwrap("vault-1.invalid");

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("insecureAllowHttp()");
    }

    @Test
    void a_redirect_to_a_port_that_can_not_be_is_not_followed() {
        standby.redirects(307, "http://127.0.0.1:99999/v1/transit/decrypt/cards");

        assertThat(unwrap("127.0.0.1").code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    private EnvelopeException unwrap(String... allowed) {
        try (VaultClient client = VaultClient.builder(standby.address(), VaultAuth.token("the-token"))
                .redirectingTo(allowed)
                .build()) {
            VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");
            return failureOf(() -> kek.unwrap(WRAPPED, ROW, soon()));
        }
    }
}
