package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs as a user starts them: as processes, which share a database and a key file. */
class TwoProgramsTest {

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

        Programs.Ended rewrap = run("rewrap");
        Programs.Ended processor = run("processor");

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
        Programs.Ended shred = run("shred", "acme");

        assertThat(shred.output()).contains("Keep this receipt", "envelope-shred1:");
        assertThat(run("merchants").output()).contains("{\"tenant\":\"acme\",\"state\":\"shredded\"");
        Programs.Ended processor = run("processor");
        assertThat(processor.output())
                .contains("Processing Bob Brown", "[shredded]", "1 processed, 1 not")
                .doesNotContain("Processing Alice");
        assertThat(processor.status()).isEqualTo(1);
    }

    @Test
    void a_merchant_who_is_not_there_is_not_shredded() throws Exception {
        withApi(client -> client.createMerchant("acme"));

        Programs.Ended shred = run("shred", "Acme");

        assertThat(shred.output()).contains("[tenant-not-found]").doesNotContain("envelope-shred1:");
        assertThat(shred.status()).isEqualTo(2);
        assertThat(run("shred").output()).contains("can't be called with nothing behind it");
    }

    @Test
    void the_processor_ends_with_1_if_a_card_was_not_processed() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        vault.execute("UPDATE credit_cards SET pan = left(pan, 200)");

        Programs.Ended processor = run("processor");

        assertThat(processor.output()).contains("NOT processed: card 1 of Alice Adams", "VARCHAR(200)");
        assertThat(processor.status()).isEqualTo(1);
    }

    @Test
    void rewrap_ends_with_1_if_a_card_was_not_moved() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        withApi(client -> client.store("Bob Brown", TestVault.MASTERCARD));
        run("rotate-key");
        vault.execute("UPDATE credit_cards SET pan = left(pan, 200) WHERE id = 1");

        Programs.Ended rewrap = run("rewrap");

        assertThat(rewrap.output()).contains("card {\"id\":\"1\"} is left as it is: ", "Cards moved: 1. ");
        assertThat(rewrap.status()).isEqualTo(1);
    }

    @Test
    void rewrap_ends_with_1_if_a_card_number_stands_there_in_the_clear() throws Exception {
        withApi(client -> client.store("Alice Adams", TestVault.VISA));
        vault.execute("UPDATE credit_cards SET pan = '" + TestVault.VISA + "'");

        Programs.Ended rewrap = run("rewrap");

        assertThat(rewrap.output())
                .contains("Cards to be moved: 0; not encrypted: 1")
                .doesNotContain(TestVault.VISA);
        assertThat(rewrap.status()).isEqualTo(1);
    }

    @Test
    void the_processor_makes_no_key_of_its_own() throws Exception {
        Programs.Ended processor = run("processor");

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

        Programs.Ended processor = run("processor");

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

        Programs.Ended processor = run("processor");

        assertThat(processor.output()).contains("start the API first").hasLineCount(1);
        assertThat(processor.status()).isEqualTo(2);
    }

    @Test
    void a_setting_that_is_missing_is_named() throws Exception {
        environment = Map.of();

        assertThat(run("api").output()).contains(Settings.KEY_FILE);
    }

    @Test
    void a_key_service_that_is_unknown_is_refused() throws Exception {
        environment = Map.of(Settings.KEK, "aws");

        assertThat(List.of(run("demo"), run("processor")))
                .allSatisfy(
                        ended -> assertThat(ended.output()).contains("KEK is 'aws', and it can be 'vault' or not set"))
                .allSatisfy(ended -> assertThat(ended.status()).isEqualTo(2));
    }

    @Test
    void vault_takes_an_address_and_a_token() throws Exception {
        environment = Map.of(Settings.KEK, "vault");
        assertThat(run("demo").output()).contains("VAULT_ADDR is not set");

        environment = Map.of(Settings.KEK, "vault", Settings.VAULT_ADDR, "http://127.0.0.1:1");
        assertThat(run("demo").output()).contains("VAULT_TOKEN is not set");

        environment = Map.of(
                Settings.KEK, "vault", Settings.VAULT_ADDR, "http://vault.example.com", Settings.VAULT_TOKEN, "none");
        assertThat(run("demo").output()).contains("in the clear to http://vault.example.com");
    }

    @Test
    void only_programs_with_tokens_outlive_them() throws Exception {
        assertThat(run("long-running").output()).contains("set KEK=vault");
        assertThat(run("long-running", "--minutes", "0").output()).contains("can't be called with --minutes 0");
    }

    @Test
    void an_unknown_command_is_refused() throws Exception {
        Programs.Ended ended = run("procesor");

        assertThat(ended.output()).contains("no command 'procesor'");
        assertThat(ended.status()).isEqualTo(2);
    }

    private Programs.Ended run(String... arguments) throws Exception {
        return new Programs(environment).run(arguments);
    }

    private void withApi(Programs.Call call) throws Exception {
        new Programs(environment).withApi(call);
    }
}
