package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

    private static final Path COMMITTED = Path.of("..", "docs", "vectors", "envelope-v1.json");

    @TempDir
    private Path folder;

    @Test
    void the_committed_vectors_are_packed_and_hold() throws IOException {
        JsonNode committed = new ObjectMapper().readTree(Files.readString(COMMITTED));

        Cli.Outcome outcome = Cli.run("vectors", "verify", "--json");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.json().path("validCases").asInt()
                        + outcome.json().path("invalidCases").asInt())
                .isEqualTo(committed.path("cases").size());
        assertThat(outcome.json().path("mismatches")).isEmpty();
    }

    @Test
    void the_words_count_cases_and_checks() {
        assertThat(Cli.run("vectors", "verify").out())
                .matches(
                        "envelope-v1.json: \\d+ cases \\(\\d+ valid, \\d+ invalid\\), \\d+ checks, all as they have to be.\n");
    }

    @Test
    void a_file_is_read_in_place_of_the_packed_ones() {
        assertThat(Cli.run("vectors", "verify", "--file", COMMITTED.toString()).out())
                .startsWith(COMMITTED + ": ")
                .contains("all as they have to be");
    }

    @Test
    void each_mismatch_is_listed_and_changes_the_exit_code() throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(Files.readString(COMMITTED));
        for (JsonNode each : vectors.path("cases")) {
            ObjectNode node = (ObjectNode) each;
            switch (node.path("name").asText()) {
                case "empty" -> node.put("plaintext", "00");
                case "one-byte" -> node.put("result", "truncated");
                default -> {
                    // stays as it is
                }
            }
        }
        Path file = Files.writeString(folder.resolve("vectors.json"), vectors.toString());

        Cli.Outcome shown = Cli.run("vectors", "verify", "--file", file.toString());
        Cli.Outcome json = Cli.run("vectors", "verify", "--json", "--file", file.toString());

        assertThat(shown.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(shown.out())
                .contains("4 not as they have to be")
                .containsPattern("empty +binary +valid +another message")
                .containsPattern("one-byte +text +truncated +valid");
        assertThat(json.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(json.json().path("mismatches")).hasSize(4);
    }

    @Test
    void a_keyring_and_the_digest_of_a_long_message_count() throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(Files.readString(COMMITTED));
        for (JsonNode each : vectors.path("cases")) {
            ObjectNode node = (ObjectNode) each;
            switch (node.path("name").asText()) {
                case "chunk-256" -> node.put("plaintextSha256", "00".repeat(32));
                case "keyring-of-two-versions" -> node.remove("keyring");
                default -> {
                    // stays as it is
                }
            }
        }
        Path file = Files.writeString(folder.resolve("vectors.json"), vectors.toString());

        Cli.Outcome shown = Cli.run("vectors", "verify", "--file", file.toString());

        assertThat(shown.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(shown.out())
                .contains("3 not as they have to be")
                .containsPattern("chunk-256 +binary +valid +another message")
                .containsPattern("keyring-of-two-versions +binary +valid +kek-version-retired")
                .containsPattern("keyring-of-two-versions +text +valid +kek-version-retired");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"keyring\":[]",
                "\"kek\":{\"name\":\"cards\",\"version\":\"1\",\"key\":\"00\"},\"envelopeParts\":[1048577]",
                "\"kek\":{\"name\":\"cards\",\"version\":\"1\",\"key\":\"00\"},\"envelopeParts\":[-1]",
                "\"kek\":{\"name\":\"cards\",\"version\":\"1\",\"key\":\"00\"},\"envelopeParts\":[true]"
            })
    void a_case_that_can_not_be_made_is_refused(String members) throws IOException {
        String content = "{\"format\":\"envelope/v1\",\"cases\":[{\"name\":\"a\",\"context\":[],\"plaintext\":null,"
                + "\"envelope\":null,\"text\":null,\"result\":\"valid\"," + members + "}]}";
        Path file = Files.writeString(folder.resolve("vectors.json"), content);

        Cli.Outcome outcome = Cli.run("vectors", "verify", "--json", "--file", file.toString());

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.error().path("code").asText()).isEqualTo("not-test-vectors");
    }

    @Test
    void what_holds_no_vectors_is_refused() throws IOException {
        for (String content : new String[] {
            "",
            "no JSON",
            "{}",
            "{\"format\":\"envelope/v1\",\"cases\":[]}",
            "{\"format\":\"envelope/v1\",\"cases\":[{}]}"
        }) {
            Path file = Files.write(folder.resolve("vectors.json"), content.getBytes(UTF_8));

            Cli.Outcome outcome = Cli.run("vectors", "verify", "--json", "--file", file.toString());

            assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(outcome.error().path("code").asText()).isEqualTo("not-test-vectors");
        }
    }
}
