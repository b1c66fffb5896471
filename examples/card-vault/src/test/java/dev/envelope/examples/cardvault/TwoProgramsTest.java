package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs as a user starts them: as processes, which share a database and a key file. */
class TwoProgramsTest {

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+)");
    private static final int TIMEOUT_SECONDS = 60;

    @TempDir
    private Path directory;

    private TestVault vault;
    private Map<String, String> environment;

    @BeforeEach
    void open() throws Exception {
        vault = TestVault.open();
        environment = Map.of(
                Settings.JDBC_URL,
                TestVault.jdbcUrl() + "&currentSchema=" + vault.schema(),
                Settings.KEY_FILE,
                directory.resolve("cards.key").toString(),
                Settings.PORT,
                "0");
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void what_one_process_stores_the_other_processes_before_and_after_a_rotation() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        assertThat(run("rotate-key").output()).contains("encrypts with 2");
        withApi(client -> client.store("Bob Brown", TestVault.MASTERCARD));

        Ended rewrap = run("rewrap");
        Ended processor = run("processor");

        assertThat(rewrap.output()).contains("Cards to be moved: 1", "Cards moved: 1. Nothing is left to be done.");
        assertThat(rewrap.status()).isZero();
        assertThat(processor.output()).isEqualTo("""
                        Processing Alice Adams card with number 411111******1111
                        Processing Bob Brown card with number 555555******4444
                        2 processed, 0 not
                        """);
        assertThat(processor.status()).isZero();
    }

    @Test
    void a_merchant_is_taken_on_rotated_and_shredded_across_processes() throws Exception {
        withApi(client -> client.createMerchant("acme"));
        withApi(client -> client.store("acme", "Alice Adams", TestVault.VISA));
        withApi(client -> client.store("Bob Brown", TestVault.MASTERCARD));

        assertThat(run("rotate-key", "acme").status()).isZero();
        assertThat(run("rewrap").output()).contains("Cards moved: 1. Nothing is left to be done.");
        assertThat(run("processor").output()).contains("2 processed, 0 not");
        Ended shred = run("shred", "acme");

        assertThat(shred.output()).contains("Keep this receipt", "envelope-shred1:");
        assertThat(run("merchants").output()).contains("{\"tenant\":\"acme\",\"state\":\"shredded\"");
        Ended processor = run("processor");
        assertThat(processor.output())
                .contains("Processing Bob Brown", "[shredded]", "1 processed, 1 not")
                .doesNotContain("Processing Alice");
        assertThat(processor.status()).isEqualTo(1);
    }

    @Test
    void a_merchant_who_is_not_there_is_not_shredded() throws Exception {
        withApi(client -> client.createMerchant("acme"));

        Ended shred = run("shred", "Acme");

        assertThat(shred.output()).contains("[tenant-not-found]").doesNotContain("envelope-shred1:");
        assertThat(shred.status()).isEqualTo(2);
        assertThat(run("shred").output()).contains("can't be called with nothing behind it");
    }

    @Test
    void the_processor_ends_with_1_if_a_card_was_not_processed() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        vault.execute("UPDATE credit_cards SET pan = left(pan, 200)");

        Ended processor = run("processor");

        assertThat(processor.output()).contains("NOT processed: card 1 of Alice Adams", "VARCHAR(200)");
        assertThat(processor.status()).isEqualTo(1);
    }

    @Test
    void rewrap_ends_with_1_if_a_card_was_not_moved() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        withApi(client -> client.store("Bob Brown", TestVault.MASTERCARD));
        run("rotate-key");
        vault.execute("UPDATE credit_cards SET pan = left(pan, 200) WHERE id = 1");

        Ended rewrap = run("rewrap");

        assertThat(rewrap.output()).contains("card {\"id\":\"1\"} is left as it is: ", "Cards moved: 1. ");
        assertThat(rewrap.status()).isEqualTo(1);
    }

    @Test
    void rewrap_ends_with_1_if_a_card_number_stands_there_in_the_clear() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        vault.execute("UPDATE credit_cards SET pan = '" + TestVault.VISA + "'");

        Ended rewrap = run("rewrap");

        assertThat(rewrap.output())
                .contains("Cards to be moved: 0; not encrypted: 1")
                .doesNotContain(TestVault.VISA);
        assertThat(rewrap.status()).isEqualTo(1);
    }

    @Test
    void the_processor_makes_no_key_of_its_own() throws Exception {
        Ended processor = run("processor");

        assertThat(processor.output()).startsWith("card-vault: ").contains("[kek-not-found]");
        assertThat(processor.status()).isEqualTo(2);
        assertThat(directory.resolve("cards.key")).doesNotExist();
    }

    @Test
    void a_database_that_is_not_there_is_reported_without_its_password() throws Exception {
        environment = Map.of(
                Settings.JDBC_URL,
                "jdbc:postgresql://127.0.0.1:1/cards?user=me&password=secret",
                Settings.KEY_FILE,
                directory.resolve("cards.key").toString());

        Ended processor = run("processor");

        assertThat(processor.output())
                .startsWith("card-vault: the database can't be used: ")
                .hasLineCount(1)
                .doesNotContain("secret");
        assertThat(processor.status()).isEqualTo(2);
    }

    @Test
    void a_table_that_is_not_there_yet_is_reported() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        vault.execute("DROP TABLE credit_cards");

        Ended processor = run("processor");

        assertThat(processor.output()).contains("start the API first").hasLineCount(1);
        assertThat(processor.status()).isEqualTo(2);
    }

    @Test
    void a_setting_that_is_missing_is_named() throws Exception {
        environment = Map.of();

        assertThat(run("api").output()).contains(Settings.KEY_FILE);
    }

    @Test
    void an_unknown_command_is_refused() throws Exception {
        Ended ended = run("procesor");

        assertThat(ended.output()).contains("no command 'procesor'");
        assertThat(ended.status()).isEqualTo(2);
    }

    private record Ended(int status, String output) {}

    @FunctionalInterface
    private interface Call {
        CardClient.Answer on(CardClient client) throws IOException, InterruptedException;
    }

    private void withApi(Call call) throws Exception {
        Process api = start("api");
        try (BufferedReader output = api.inputReader(StandardCharsets.UTF_8)) {
            CardClient.Answer answer = call.on(new CardClient(listening(output)));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        } finally {
            api.destroy();
            if (!api.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                api.destroyForcibly();
            }
        }
    }

    private static URI listening(BufferedReader output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return URI.create(listening.group(1));
            }
        }
        throw new AssertionError("the API did not start: " + lines);
    }

    private Ended run(String... arguments) throws Exception {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CARD_VAULT_"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
