package dev.envelope.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultClientTest {

    private static final VaultAuth AUTH = VaultAuth.token("the-token");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault.example.com",
                "ftp://vault.example.com",
                "https:///v1",
                "https://user:secret@vault.example.com",
                "https://vault.example.com?x=secret",
                "https://vault.example.com#secret"
            })
    void what_is_no_address_is_refused_and_not_repeated(String address) {
        URI uri = URI.create(address);

        assertThatThrownBy(() -> VaultClient.at(uri, AUTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://vault.example.com:8200", "http://10.0.0.7:8200", "http://[2001:db8::1]:8200"})
    void plain_http_to_another_machine_has_to_be_asked_for(String address) {
        URI uri = URI.create(address);

        assertThatThrownBy(() -> VaultClient.at(uri, AUTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("insecureAllowHttp()");
        assertThatCode(() -> VaultClient.builder(uri, AUTH)
                        .insecureAllowHttp()
                        .build()
                        .close())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8200", "http://localhost:8200/", "http://[::1]:8200", "HTTP://127.0.0.1"})
    void plain_http_to_this_machine_is_allowed(String address) {
        assertThatCode(() -> VaultClient.at(URI.create(address), AUTH).close()).doesNotThrowAnyException();
    }

    @Test
    void a_runtime_that_was_told_not_to_verify_host_names_is_refused() {
        String property = "jdk.internal.httpclient.disableHostnameVerification";
        System.setProperty(property, "");
        try {
            for (String address : new String[] {"https://vault.example.com", "http://127.0.0.1:8200"}) {
                assertThatThrownBy(() -> VaultClient.at(URI.create(address), AUTH))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(property);
            }
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void settings_that_can_not_be_are_refused_where_they_are_made() {
        VaultClient.Builder builder = VaultClient.builder(URI.create("https://vault.example.com"), AUTH);

        assertThatThrownBy(() -> builder.namespace("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.redirectingTo("https://other")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_that_would_lead_to_another_path_are_refused() {
        try (VaultClient client = VaultClient.at(URI.create("https://vault.example.com"), AUTH)) {
            for (String name : new String[] {"", "a/b", "../keys", "a?b", "a b", ".", "-"}) {
                assertThatThrownBy(() -> VaultTransitKey.named("cards", client, name))
                        .as(name)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String mount : new String[] {"", "/", "a//b", "../transit", "transit/..", "a?b", "./transit"}) {
                assertThatThrownBy(() -> VaultTransitKey.builder("cards", client, "cards")
                                .mount(mount))
                        .as(mount)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void a_token_that_was_given_is_mounted_nowhere() {
        assertThat(VaultAuth.kubernetes("cards").mountedAt("team/kubernetes"))
                .hasToString("a login at auth/team/kubernetes");
        assertThatThrownBy(() -> AUTH.mountedAt("token")).isInstanceOf(IllegalStateException.class);
    }
}
