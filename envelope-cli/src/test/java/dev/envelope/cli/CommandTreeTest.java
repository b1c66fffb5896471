package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTreeTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "inspect", "keygen", "encrypt", "decrypt", "vectors", "vectors verify"})
    void help_of_every_command_ends_in_the_exit_codes(String command) {
        Cli.Outcome outcome = Cli.run((command + " --help").strip().split(" "));

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out()).startsWith("Usage: envelope").contains("Exit codes:");
        assertThat(outcome.out().lines()).containsAll(ExitCode.table());
    }

    @Test
    void every_command_tells_the_version() {
        assertThat(Cli.run("--version").out()).matches("(?s)envelope \\d+\\.\\d+\\.\\d+.*");
        assertThat(Cli.run("encrypt", "--version").out())
                .isEqualTo(Cli.run("--version").out());
    }

    @Test
    void the_page_about_the_command_has_the_same_exit_codes() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "cli.md"));

        for (ExitCode exit : ExitCode.values()) {
            assertThat(page).contains("| " + exit.code() + " | " + exit.meaning() + " |");
        }
    }

    @Test
    void without_a_command_they_are_listed() {
        assertThat(Cli.run().exit()).isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run().err()).contains("inspect").contains("vectors");
        assertThat(Cli.run("vectors").err()).contains("Name a command: verify.");
    }

    @Test
    void a_command_that_does_not_exist_is_named() {
        assertThat(Cli.run("encrpyt").err()).contains("There is no command 'encrpyt'.");
    }

    @Test
    void what_is_missing_is_named_in_one_line() {
        Cli.Outcome outcome = Cli.run("encrypt");

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err())
                .contains("--kek")
                .contains("--in")
                .contains("[usage]")
                .hasLineCount(1);
    }

    @Test
    void the_value_of_an_unknown_option_is_not_repeated() {
        assertThat(Cli.run("encrypt", "--kek=local:a=b", "--in=a", "--out=b", "--password=hunter2")
                        .err())
                .contains("There is no option --password.")
                .doesNotContain("hunter2");
        assertThat(Cli.run("encrypt", "--kek=local:a=b", "--in=a", "--out=b", "--password", "hunter2")
                        .err())
                .doesNotContain("hunter2");
        assertThat(Cli.run("inspect", "one", "hunter2").err()).doesNotContain("hunter2");
    }

    @Test
    void a_wrong_command_line_is_told_in_json_too() throws IOException {
        Cli.Outcome outcome = Cli.run("encrypt", "--json");

        assertThat(outcome.error().path("code").asText()).isEqualTo("usage");
        assertThat(outcome.error().path("retryable").asBoolean()).isFalse();
    }

    @Test
    void a_stack_trace_is_shown_where_it_is_asked_for() {
        assertThat(Cli.run("inspect", "x").err()).doesNotContain("\tat ");
        assertThat(Cli.run("inspect", "--stack-trace", "x").err()).contains("\tat ");
    }

    @Test
    void an_argument_that_begins_with_at_is_not_a_file_of_arguments() throws IOException {
        Path file = Files.createTempFile("arguments", ".txt");
        Files.write(file, "--help".getBytes(UTF_8));

        assertThat(Cli.run("inspect", "@" + file).err()).contains("[not-an-envelope]");
        Files.delete(file);
    }
}
