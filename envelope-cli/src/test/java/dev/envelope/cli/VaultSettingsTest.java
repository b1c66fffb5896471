package dev.envelope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the command ends where Vault is not, or not as the options and the environment say. No server runs here. */
class VaultSettingsTest {

    @TempDir
    private Path folder;

    private Fixture fixture;

    @BeforeEach
    void write() {
        fixture = Fixture.in(folder);
        fixture.file("message", Fixture.message(1000));
    }

    @Test
    void without_an_address_the_command_is_misconfigured() throws IOException {
        Cli.Outcome outcome = encrypt(new Cli(), "associated-data");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.error().path("code").asText()).isEqualTo("misconfigured");
        assertThat(outcome.err()).hasLineCount(1).contains("set VAULT_ADDR");
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void an_outage_is_worth_a_retry() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Cli.Outcome outcome = encrypt(
                new Cli().with("VAULT_ADDR", "http://127.0.0.1:" + port).with("VAULT_TOKEN", "t"), "content-only");

        assertThat(outcome.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(outcome.error().path("code").asText()).isEqualTo("unavailable");
        assertThat(outcome.error().path("retryable").asBoolean()).isTrue();
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void a_binding_that_is_none_is_refused_with_those_that_are() {
        Cli.Outcome outcome = encrypt(new Cli(), "DERIVED_KEY");

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("[associated-data, derived-key, content-only]");
    }

    private Cli.Outcome encrypt(Cli cli, String binding) {
        return cli.call(
                "encrypt",
                "--json",
                "--kek",
                "vault:cards=cards",
                "--vault-binding",
                binding,
                "--in",
                fixture.path("message").toString(),
                "--out",
                fixture.path("sealed").toString(),
                "--context",
                "id=42");
    }
}
