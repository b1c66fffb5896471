package dev.envelope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeygenTest {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    @TempDir
    private Path folder;

    @Test
    void it_makes_a_key_that_the_library_reads() {
        Cli.Outcome made = Cli.run("keygen", file().toString());

        assertThat(made.exit()).isEqualTo(ExitCode.DONE);
        assertThat(made.out()).contains("Version 1 was made in " + file());
        try (LocalKey key = LocalKey.fromFile("cards", file())) {
            assertThat(key.currentVersion()).contains("1");
        }
    }

    @Test
    void the_file_is_its_owners_only() throws IOException {
        Cli.run("keygen", file().toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void it_leaves_nothing_beside_the_file() throws IOException {
        Cli.run("keygen", file().toString());

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void it_never_overwrites_a_key() throws IOException {
        Cli.run("keygen", file().toString());
        byte[] before = Files.readAllBytes(file());

        Cli.Outcome again = Cli.run("keygen", file().toString());

        assertThat(again.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err())
                .contains("There is a file")
                .contains("[output-exists]")
                .hasLineCount(1);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void it_never_overwrites_a_link_that_leads_nowhere() throws IOException {
        Files.createSymbolicLink(file(), folder.resolve("nowhere"));

        assertThat(Cli.run("keygen", file().toString()).exit()).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void rotate_adds_a_version_that_encrypts() {
        Cli.run("keygen", file().toString());

        Cli.Outcome rotated = Cli.run("keygen", "--rotate", file().toString());

        assertThat(rotated.out()).contains("Version 2 was added");
        try (LocalKey key = LocalKey.fromFile("cards", file())) {
            assertThat(key.currentVersion()).contains("2");
        }
    }

    @Test
    void rotate_does_not_make_a_file() {
        Cli.Outcome rotated = Cli.run("keygen", "--rotate", file().toString());

        assertThat(rotated.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(rotated.err()).contains("[kek-not-found]");
        assertThat(file()).doesNotExist();
    }

    @Test
    void no_key_is_ever_shown() {
        Cli.Outcome made = Cli.run("keygen", file().toString());
        Cli.Outcome rotated = Cli.run("keygen", "--rotate", "--json", file().toString());

        assertThat(made.out() + made.err() + rotated.out() + rotated.err()).doesNotContainPattern(KEY);
    }

    @Test
    void json_tells_file_version_and_whether_it_is_new() throws IOException {
        Cli.Outcome made = Cli.run("keygen", "--json", file().toString());
        Cli.Outcome rotated = Cli.run("--json", "keygen", "--rotate", file().toString());

        assertThat(made.json().path("file").asText()).isEqualTo(file().toString());
        assertThat(made.json().path("version").asText()).isEqualTo("1");
        assertThat(made.json().path("created").asBoolean()).isTrue();
        assertThat(rotated.json().path("version").asText()).isEqualTo("2");
        assertThat(rotated.json().path("created").asBoolean()).isFalse();
    }

    @Test
    void json_tells_why_there_is_no_key() throws IOException {
        Cli.run("keygen", file().toString());

        Cli.Outcome again = Cli.run("keygen", "--json", file().toString());

        assertThat(again.error().path("code").asText()).isEqualTo("output-exists");
        assertThat(again.error().path("retryable").asBoolean()).isFalse();
        assertThat(again.error().path("message").asText()).contains(file().toString());
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        Cli.Outcome failed =
                Cli.run("keygen", folder.resolve("none").resolve("key").toString());

        assertThat(failed.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(failed.err()).contains(folder.resolve("none") + ".").contains("[no-such-file]");
    }

    private Path file() {
        return folder.resolve("local.key");
    }
}
