package dev.envelope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/cli.md, as a shell would run them, over files and a database of the test's. */
class CliPageTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
    private static final Pattern JOB = Pattern.compile("(?s)job=\"(.*?)\"");
    private static final Pattern FILE = Pattern.compile("\\w+\\.(key|pdf|env|json)\\b");

    @TempDir
    private Path folder;

    @Test
    void a_file_is_encrypted_looked_into_and_decrypted() throws IOException {
        byte[] report = Fixture.message(100_000);
        Files.write(folder.resolve("report.pdf"), report);
        List<String> commands = block(0).lines().toList();

        for (String command : commands) {
            if (command.startsWith("envelope decrypt")) {
                Files.delete(folder.resolve("report.pdf"));
            }
            assertDone(command);
        }

        assertThat(commands).hasSize(4);
        assertThat(folder.resolve("report.pdf")).hasBinaryContent(report);
    }

    @Test
    void a_table_is_planned_run_and_verified() throws IOException, SQLException {
        CardsDatabase cards = CardsDatabase.inMemory(folder);
        cards.insert(Fixture.in(folder).cipher(), 0, 20);
        LocalKey.rotateFile("cards", folder.resolve("cards.key")).close();
        String block = block(1);
        String job = JOB.matcher(block)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1)
                .replace("\\$", "$")
                .replace("jdbc:postgresql://db.example.org/shop", cards.url())
                .replace("--user rotation", "--user " + CardsDatabase.USER);
        List<String> commands =
                block.lines().filter(line -> line.startsWith("envelope ")).toList();

        for (String command : commands) {
            assertDone(command.replace("$job", job));
        }

        assertThat(commands).hasSize(4);
        assertThat(cards.pans()).hasSize(20).allMatch(pan -> pan.startsWith("env1:cards:2:"));
        assertThat(folder.resolve("report.json")).isNotEmptyFile();
    }

    private void assertDone(String command) {
        String[] args = Stream.of(command.split("\\s+", -1))
                .skip(1)
                .map(arg -> FILE.matcher(arg)
                        .replaceAll(file -> folder.resolve(file.group()).toString()))
                .toArray(String[]::new);
        Cli.Outcome outcome =
                new Cli().with("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD).call(args);

        assertThat(outcome.exit()).as("%s: %s", command, outcome.err()).isEqualTo(ExitCode.DONE);
    }

    private static String block(int index) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("..", "docs", "cli.md")))
                .results()
                .toList()
                .get(index)
                .group(1);
    }
}
