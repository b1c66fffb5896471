package dev.envelope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.vault.VaultAuth;
import dev.envelope.vault.VaultClient;
import dev.envelope.vault.VaultTransitKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command over a real server. */
class VaultTest {

    @TempDir
    private static Path serverFolder;

    private static DevVault vault;

    @TempDir
    private Path folder;

    private Fixture fixture;

    @BeforeAll
    static void start() throws Exception {
        vault = DevVault.forSuite(VaultTest.class, serverFolder);
        vault.makeKey("cards", "{}");
        vault.makeKey("derived", "{\"derived\":true}");
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    @BeforeEach
    void write() {
        fixture = Fixture.in(folder);
        fixture.file("message", Fixture.message(1000));
    }

    @Test
    void a_key_of_vault_encrypts_and_decrypts_and_its_version_is_seen() throws IOException {
        Cli.Outcome encrypted = call("encrypt", vault.kek("cards"), "message", "sealed");
        Cli.Outcome inspected = Cli.run("inspect", "--json", "@" + fixture.path("sealed"));
        Cli.Outcome decrypted = call("decrypt", vault.kek("cards"), "sealed", "opened");

        assertThat(encrypted.exit()).as(encrypted.err()).isEqualTo(ExitCode.DONE);
        assertThat(inspected.json().at("/keys/0/kek").asText()).isEqualTo("cards");
        assertThat(inspected.json().at("/keys/0/version").asText()).isEqualTo("v1");
        assertThat(decrypted.exit()).as(decrypted.err()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.path("opened")).hasBinaryContent(Fixture.message(1000));
    }

    @Test
    void a_derived_key_needs_its_binding() {
        String[] derived = {"--vault-binding", "derived-key"};

        assertThat(call("encrypt", vault.kek("derived"), "message", "sealed").exit())
                .isEqualTo(ExitCode.DENIED);
        assertThat(call("encrypt", vault.kek("derived"), "message", "sealed", derived)
                        .exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(call("decrypt", vault.kek("derived"), "sealed", "opened", derived)
                        .exit())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void the_token_that_a_login_left_in_the_home_folder_is_used() throws IOException {
        Files.writeString(fixture.path(".vault-token"), vault.token());
        Cli cli = new Cli().with("BAO_ADDR", vault.address()).with("HOME", folder.toString());

        Cli.Outcome encrypted = call(cli, "encrypt", vault.kek("cards"), "message", "sealed");

        assertThat(encrypted.exit()).as(encrypted.err()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void a_token_that_is_refused_is_a_denial_and_leaves_nothing() throws IOException {
        Cli.Outcome outcome =
                call(vault.cli("not-a-token"), "encrypt", vault.kek("cards"), "message", "sealed", "--json");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.error().path("code").asText()).isEqualTo("access-denied");
        assertThat(outcome.err()).doesNotContain("not-a-token", "\tat ");
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void a_key_that_is_missing_is_not_made() throws IOException {
        for (int attempt = 0; attempt < 2; attempt++) {
            Cli.Outcome outcome = call("encrypt", vault.kek("missing"), "message", "sealed", "--json");

            assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
            assertThat(outcome.error().path("code").asText()).isEqualTo("kek-not-found");
        }
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void a_rotation_moves_rows_to_the_new_version() throws Exception {
        CardsDatabase cards = CardsDatabase.inMemory(folder);
        vault.makeKey("rows", "{}");
        try (VaultClient client = VaultClient.at(URI.create(vault.address()), VaultAuth.token(vault.token()))) {
            VaultTransitKey key = VaultTransitKey.builder("cards", client, "rows")
                    .mount(vault.mount())
                    .build();
            cards.insert(EnvelopeCipher.using(Keyring.of(key)), 0, 5);
        }
        vault.rotateKey("rows");

        Cli.Outcome plan = rotate(cards, "plan");
        Cli.Outcome run = rotate(cards, "run", "--create-tables", "--quiet");
        Cli.Outcome verify = rotate(cards, "verify", "--retire", "cards:v1", "--quiet");

        assertThat(plan.out()).as(plan.err()).containsPattern("pan +cards +v1 +5 +stale");
        assertThat(run.exit()).as(run.err() + run.out()).isEqualTo(ExitCode.DONE);
        assertThat(cards.pans()).hasSize(5).allMatch(pan -> pan.startsWith("env1:cards:v2:"));
        assertThat(verify.exit()).as(verify.err() + verify.out()).isEqualTo(ExitCode.DONE);
    }

    private static Cli.Outcome rotate(CardsDatabase cards, String command, String... more) {
        return vault.cli()
                .with("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD)
                .call(cards.args(command, vault.kek("rows"), more));
    }

    private Cli.Outcome call(String command, String kek, String in, String out, String... more) {
        return call(vault.cli(), command, kek, in, out, more);
    }

    private Cli.Outcome call(Cli cli, String command, String kek, String in, String out, String... more) {
        String[] args = {
            command,
            "--kek",
            kek,
            "--in",
            fixture.path(in).toString(),
            "--out",
            fixture.path(out).toString(),
            "--context",
            "id=42"
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return cli.call(all);
    }
}
