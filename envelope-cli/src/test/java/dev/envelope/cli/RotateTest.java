package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateTest {

    @TempDir
    private Path folder;

    private Fixture fixture;
    private CardsDatabase cards;

    /** 30 rows under version 1, then 10 under version 2. */
    @BeforeEach
    void fill() throws SQLException {
        fixture = Fixture.in(folder);
        cards = CardsDatabase.inMemory(folder);
        cards.insert(fixture.cipher(), 0, 30);
        LocalKey.rotateFile("cards", fixture.path("cards.key")).close();
        cards.insert(fixture.cipher(), 30, 40);
    }

    @Test
    void a_plan_is_a_table_by_column_key_and_version() {
        Cli.Outcome plan = rotate("plan");

        assertThat(plan.exit()).isEqualTo(ExitCode.DONE);
        assertThat(plan.out().lines())
                .startsWith(
                        "COLUMN  KEY    VERSION  ROWS  STATE",
                        "pan     cards  1        30    stale",
                        "pan     cards  2        10    current",
                        "cvc     cards  1        30    stale",
                        "cvc     cards  2        10    current",
                        "")
                .contains("To rewrap: 60 rows, about 0 calls to key services, about 0 s.");
    }

    @Test
    void a_plan_tells_plaintext_and_what_can_not_be_read() throws SQLException {
        cards.execute("UPDATE cards SET pan = '4111' WHERE id = 0");
        cards.execute("UPDATE cards SET pan = 'env1:?' WHERE id = 1");

        assertThat(rotate("plan").out())
                .containsPattern("pan +- +- +1 +plaintext")
                .containsPattern("pan +- +- +1 +unreadable");
    }

    @Test
    void a_plan_warns_and_prints_indexes_and_costs() throws SQLException {
        cards.execute("ALTER TABLE cards ALTER COLUMN pan VARCHAR(235)");
        cards.execute("UPDATE cards SET pan = NULL WHERE LENGTH(pan) > 235");

        Cli.Outcome plan = rotate("plan", "--indexes", "--key-call-price", "0.03");

        assertThat(plan.out()).contains(", about 0.00.").containsPattern("CREATE INDEX .*;");
    }

    @Test
    void a_plan_in_json_has_the_members_of_the_engine() throws IOException {
        JsonNode json = rotate("plan", "--json", "--indexes").json();

        assertThat(json.path("rows").asLong()).isEqualTo(60);
        assertThat(json.path("columns")
                        .get(0)
                        .path("versions")
                        .get(0)
                        .path("staleness")
                        .asText())
                .isEqualTo("stale");
        assertThat(json.path("indexes")).hasSize(2);
    }

    @Test
    void a_run_moves_everything_and_verify_lets_the_old_version_go() throws Exception {
        Cli.Outcome run = rotate("run", "--create-tables");
        Cli.Outcome verify = rotate("verify", "--retire", "cards:1");

        assertThat(run.exit()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).startsWith("Nothing is left to be done.\n").contains(" 60 written, 0 left, 0 bad, ");
        assertThat(cards.pans()).hasSize(40).allMatch(pan -> pan.startsWith("env1:cards:2:"));
        assertThat(fixture.cipher().decryptToString(cards.pans().get(7), CardsDatabase.context(7, "pan")))
                .isEqualTo("41117");
        assertThat(verify.exit()).isEqualTo(ExitCode.DONE);
        assertThat(verify.out())
                .contains("All 80 envelopes opened.")
                .containsPattern("cards +2 +80")
                .contains("cards:1 may be retired");
    }

    @Test
    void verify_does_not_let_a_version_go_that_is_needed() throws IOException {
        Cli.Outcome verify = rotate("verify", "--json", "--retire", "cards:1", "--retire", "cards:0");

        assertThat(verify.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(verify.json().path("verdicts").get(0).path("mayBeRetired").asBoolean())
                .isFalse();
        assertThat(verify.json().path("verdicts").get(0).path("rows").asLong()).isEqualTo(60);
        assertThat(verify.json().path("verdicts").get(1).path("mayBeRetired").asBoolean())
                .isTrue();
    }

    @Test
    void a_run_shows_its_progress_as_plain_lines() {
        Cli.Outcome run = rotate("run", "--create-tables");

        assertThat(run.err()).contains("Round 1: ").doesNotContain("\r");
        assertThat(rotate("run", "--quiet").err()).isEmpty();
    }

    @Test
    void bad_rows_are_listed_without_values_and_ask_for_attention() throws Exception {
        cards.execute("UPDATE cards SET pan = (SELECT c.pan FROM cards c WHERE c.id = 8) WHERE id = 7");

        Cli.Outcome run = rotate("run", "--create-tables");
        Cli.Outcome verify = rotate("verify", "--json");

        assertThat(run.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(run.out())
                .contains("1 bad")
                .containsPattern("(?i)pan +\\{\"id\":\"7\"\\} +wrapped-key-refused ")
                .doesNotContain("env1:");
        assertThat(verify.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(verify.json().path("refused").asLong()).isEqualTo(1);
    }

    @Test
    void a_dry_run_writes_nothing() throws SQLException {
        Cli.Outcome dry = rotate("run", "--dry-run");

        assertThat(dry.exit()).isEqualTo(ExitCode.DONE);
        assertThat(dry.out()).contains("60 would be written");
        assertThat(cards.pans())
                .filteredOn(pan -> pan.startsWith("env1:cards:1:"))
                .hasSize(30);
    }

    @Test
    void the_report_goes_to_a_file_and_in_json_to_standard_output() throws IOException {
        Path report = fixture.path("report.json");

        Cli.Outcome run = rotate("run", "--create-tables", "--json", "--report", report.toString());

        assertThat(run.json().path("ending").asText()).isEqualTo("done");
        assertThat(run.json().path("written").asLong()).isEqualTo(60);
        assertThat(new ObjectMapper().readTree(Files.readString(report))).isEqualTo(run.json());
    }

    @Test
    void a_report_that_could_not_be_written_is_refused_before_anything_is_done() throws SQLException {
        Cli.Outcome run = rotate(
                "run",
                "--create-tables",
                "--report",
                fixture.path("none").resolve("r").toString());

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(cards.pans()).anyMatch(pan -> pan.startsWith("env1:cards:1:"));
    }

    @Test
    void a_report_in_the_place_of_a_folder_is_refused_before_anything_is_done() throws SQLException {
        List<String> before = cards.pans();

        Cli.Outcome run =
                rotate("run", "--create-tables", "--report", fixture.folder().toString());

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(cards.pans()).isEqualTo(before);
    }

    @Test
    void another_key_takes_over_from_one_that_only_decrypts() throws Exception {
        LocalKey.fromFileOrCreate("vault", fixture.path("vault.key")).close();
        String vault = "local:vault=" + fixture.path("vault.key");

        Cli.Outcome run = run(cards.args("run", vault, "--decrypt-with", fixture.kek(), "--create-tables"));
        Cli.Outcome verify = run(cards.args("verify", vault, "--retire", "cards:1", "--retire", "cards:2"));

        assertThat(run.exit()).isEqualTo(ExitCode.DONE);
        assertThat(cards.pans()).allMatch(pan -> pan.startsWith("env1:vault:1:"));
        assertThat(verify.exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void plaintext_is_encrypted_and_decrypted_again_in_place() throws Exception {
        cards.execute("UPDATE cards SET pan = '4111', cvc = NULL");

        Cli.Outcome encrypted = rotate("run", "--create-tables", "--operation", "encrypt");
        assertThat(encrypted.exit()).isEqualTo(ExitCode.DONE);
        assertThat(cards.pans()).allMatch(pan -> pan.startsWith("env1:cards:2:"));

        Cli.Outcome decrypted = rotate("run", "--operation", "insecure-decrypt");
        assertThat(decrypted.exit()).isEqualTo(ExitCode.DONE);
        assertThat(cards.pans()).containsOnly("4111");
    }

    @Test
    void too_many_bad_rows_stop_a_run() throws SQLException {
        cards.insert(EnvelopeCipher.using(LocalKey.ephemeral("cards")), 100, 250);

        Cli.Outcome run = rotate("run", "--create-tables", "--max-bad-share", "0.1", "--every-envelope");

        assertThat(run.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(run.out()).contains("bad");
    }

    @Test
    void a_table_that_is_not_there_is_named() {
        String[] args = cards.args("plan", fixture.kek());
        args[Arrays.asList(args).indexOf("--table") + 1] = "carts";

        Cli.Outcome plan = run(args);

        assertThat(plan.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(plan.err())
                .contains("'table carts'")
                .contains("[misconfigured]")
                .hasLineCount(1);
    }

    @Test
    void without_the_tables_for_its_state_a_run_says_what_to_do() {
        Cli.Outcome run = rotate("run");

        assertThat(run.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(run.out()).contains("rotation").contains("--create-tables creates them");
    }

    @Test
    void a_wrong_password_is_a_denial_and_is_not_shown() throws IOException {
        Cli.Outcome plan = new Cli()
                .with("ENVELOPE_DB_PASSWORD", "wrong-password")
                .call(cards.args("plan", fixture.kek(), "--json"));

        assertThat(plan.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(plan.error().path("code").asText()).isEqualTo("access-denied");
        assertThat(plan.out() + plan.err()).doesNotContain("wrong-password");
    }

    @Test
    void the_password_comes_from_a_file_before_the_environment_and_from_that_before_the_prompt() {
        Path file = fixture.file("password", (CardsDatabase.PASSWORD + "\n").getBytes(UTF_8));
        String[] args = cards.args("plan", fixture.kek());
        String[] withFile = cards.args("plan", fixture.kek(), "--password-file", file.toString());

        assertThat(new Cli()
                        .with("ENVELOPE_DB_PASSWORD", "wrong")
                        .call(withFile)
                        .exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(new Cli()
                        .with("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD)
                        .answering("wrong")
                        .call(args)
                        .exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(new Cli().answering(CardsDatabase.PASSWORD).call(args).exit())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void the_password_is_used_where_the_user_stands_in_the_url() {
        List<String> args = new ArrayList<>(List.of(cards.args("plan", fixture.kek())));
        int user = args.indexOf("--user");
        args.subList(user, user + 2).clear();
        args.set(args.indexOf("--jdbc-url") + 1, cards.url() + ";USER=" + CardsDatabase.USER);

        Cli.Outcome plan =
                new Cli().with("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD).call(args.toArray(new String[0]));

        assertThat(plan.exit()).as(plan.err()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void a_password_that_is_missing_is_no_outage() throws Exception {
        try (PasswordWanted server = new PasswordWanted()) {
            String[] args = cards.args("plan", fixture.kek());
            args[Arrays.asList(args).indexOf("--jdbc-url") + 1] = server.url();

            Cli.Outcome plan = new Cli().call(args);

            assertThat(plan.exit()).isEqualTo(ExitCode.DENIED);
            assertThat(plan.err()).contains("without a password").contains("[access-denied]");
        }
    }

    @Test
    void a_password_in_the_url_is_refused_and_not_shown() {
        for (String url : new String[] {
            "jdbc:h2:mem:x;PASSWORD=hunter2",
            "jdbc:postgresql://db/cards?password=hunter2",
            "jdbc:postgresql://db/cards?sslpassword=hunter2",
            "jdbc:mariadb://db/cards?keyStorePassword=hunter2",
            "jdbc:mariadb://u:hunter2@db/cards"
        }) {
            String[] args = cards.args("plan", fixture.kek());
            args[Arrays.asList(args).indexOf("--jdbc-url") + 1] = url;

            Cli.Outcome plan = run(args);

            assertThat(plan.exit()).isEqualTo(ExitCode.USAGE);
            assertThat(plan.err()).contains("must not hold a password").doesNotContain("hunter2");
        }
    }

    @Test
    void a_database_that_does_not_answer_is_worth_a_retry() throws IOException {
        String[] args = cards.args("plan", fixture.kek(), "--json");
        args[Arrays.asList(args).indexOf("--jdbc-url") + 1] = "jdbc:postgresql://127.0.0.1:1/cards";

        Cli.Outcome plan = run(args);

        assertThat(plan.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(plan.error().path("retryable").asBoolean()).isTrue();
    }

    @Test
    void a_driver_that_is_not_there_is_no_outage() {
        String[] args = cards.args("plan", fixture.kek());
        args[Arrays.asList(args).indexOf("--jdbc-url") + 1] = "jdbc:oracle:thin:u/hunter2@db";

        Cli.Outcome plan = run(args);

        assertThat(plan.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(plan.err()).contains("no driver").doesNotContain("hunter2");
    }

    @Test
    void what_does_not_go_together_is_refused() {
        assertUsage("--no-context");
        assertUsage("--context", "id={pan}");
        assertUsage("--context", "id={id}");
        assertUsage("--context", "other={id");
        assertUsage("--tenants");
        assertUsage("--tenant-column", "tenant");
        assertUsage("--workers", "0");
        assertUsage("--rows-per-second", "-1");
        assertUsage("--decrypt-with", fixture.kek());
        assertUsage("--column", "id");
        assertUsage("--operation", "destroy");
    }

    @Test
    void numbers_out_of_range_are_refused_by_the_names_of_their_options() {
        assertThat(rotate("plan", "--workers", "-5").err()).contains("--workers is 1 or more. [usage]");
        assertThat(rotate("plan", "--key-call-price", "-1").err()).contains("--key-call-price is 0 or more. [usage]");
    }

    @Test
    void a_rate_may_be_set() {
        Cli.Outcome run = rotate(
                "run",
                "--create-tables",
                "--workers",
                "1",
                "--rows-per-second",
                "5000",
                "--key-calls-per-second",
                "10");

        assertThat(run.exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void a_version_to_retire_is_a_key_and_a_version() {
        assertThat(rotate("verify", "--retire", "cards").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(rotate("verify", "--retire", "CARDS:1").exit()).isEqualTo(ExitCode.USAGE);
    }

    private void assertUsage(String... more) {
        Cli.Outcome plan = rotate("plan", more);

        assertThat(plan.exit()).as(Arrays.toString(more)).isEqualTo(ExitCode.USAGE);
        assertThat(plan.err()).hasLineCount(1);
    }

    private Cli.Outcome rotate(String command, String... more) {
        return run(cards.args(command, fixture.kek(), more));
    }

    private static Cli.Outcome run(String... args) {
        return new Cli().with("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD).call(args);
    }
}
