package dev.envelope.cli.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.KekMisconfiguredException;
import dev.envelope.vault.VaultClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultEnvironmentTest {

    private static final String ADDRESS = "https://vault.example.com:8200";

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void goHome() {
        variables.put("HOME", home.toString());
    }

    @Test
    void without_an_address_it_says_which_variable_to_set() {
        variables.put("VAULT_TOKEN", "t");
        variables.put("VAULT_ADDR", " ");

        assertRefused("set VAULT_ADDR, or for OpenBao BAO_ADDR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault.example.com:8200", "127.0.0.1:8200", "https://", "https://user:secret@vault", "h t"})
    void an_address_that_is_none_is_refused_and_not_repeated(String address) {
        variables.put("VAULT_ADDR", address);
        variables.put("VAULT_TOKEN", "t");

        assertRefused("VAULT_ADDR is no address");
        assertThatThrownBy(this::client).message().doesNotContain("secret");
    }

    @Test
    void plain_http_to_another_machine_is_refused() {
        variables.put("VAULT_ADDR", "http://vault.example.com:8200");
        variables.put("VAULT_TOKEN", "t");

        assertRefused("VAULT_ADDR is plain HTTP to another machine");
    }

    @Test
    void the_token_of_the_environment_comes_first_and_is_not_shown() throws IOException {
        variables.put("VAULT_ADDR", ADDRESS);
        variables.put("VAULT_TOKEN", "hvs.of-the-environment");
        variables.put("VAULT_ROLE_ID", "role");
        Files.writeString(home.resolve(".vault-token"), "hvs.of-a-login");

        assertThat(shown()).isEqualTo("VaultClient[" + ADDRESS + ", a token that was given]");
    }

    @Test
    void then_comes_a_login_by_app_role() throws IOException {
        variables.put("VAULT_ADDR", ADDRESS);
        variables.put("VAULT_ROLE_ID", "role");
        Files.writeString(home.resolve(".vault-token"), "hvs.of-a-login");
        assertRefused("not VAULT_SECRET_ID_FILE");

        variables.put("VAULT_SECRET_ID_FILE", "secret-id");

        assertThat(shown()).contains("a login at auth/approle");
    }

    @Test
    void then_comes_the_token_that_a_login_left() throws IOException {
        variables.put("VAULT_ADDR", ADDRESS);
        assertRefused("set VAULT_TOKEN, or log in by 'vault login'");

        Files.writeString(home.resolve(".vault-token"), "hvs.of-a-login");

        assertThat(shown()).endsWith(".vault-token]");
    }

    @Test
    void the_variables_of_openbao_do_as_well() {
        variables.put("BAO_ADDR", ADDRESS);
        variables.put("BAO_TOKEN", "t");

        assertThat(shown()).isEqualTo("VaultClient[" + ADDRESS + ", a token that was given]");
    }

    @ParameterizedTest
    @CsvSource({"VAULT_ADDR, BAO_TOKEN, VAULT_TOKEN", "BAO_ADDR, VAULT_TOKEN, BAO_TOKEN"})
    void the_token_for_one_server_never_goes_to_the_other(String address, String token, String wanted) {
        variables.put(address, ADDRESS);
        variables.put(token, "t");

        assertRefused("set " + wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "VAULT_TOKEN, a b, VAULT_TOKEN has characters",
        "VAULT_NAMESPACE, a b, VAULT_NAMESPACE is no namespace",
        "VAULT_CACERT, no-such-file.pem, no-such-file.pem",
        "VAULT_CLIENT_CERT, client.pem, VAULT_CLIENT_CERT and VAULT_CLIENT_KEY go together",
        "VAULT_CLIENT_KEY, client.pem, VAULT_CLIENT_CERT and VAULT_CLIENT_KEY go together"
    })
    void a_setting_that_can_not_be_used_is_named(String variable, String value, String told) {
        variables.put("VAULT_ADDR", ADDRESS);
        variables.put("VAULT_TOKEN", "t");
        variables.put(variable, value);

        assertRefused(told);
    }

    private void assertRefused(String told) {
        assertThatThrownBy(this::client)
                .isInstanceOf(KekMisconfiguredException.class)
                .hasMessageContaining("'cards'")
                .hasMessageContaining(told);
    }

    private VaultClient client() {
        return new VaultEnvironment("cards", variables).client();
    }

    private String shown() {
        try (VaultClient client = client()) {
            return client.toString();
        }
    }
}
