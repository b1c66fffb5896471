package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The demonstrations over a real Transit engine. */
@RequiresVault
class TransitDemoTest {

    private final VaultAdmin admin = VaultDevServer.admin();

    @Test
    void it_runs_from_start_to_finish_within_100_columns() throws Exception {
        String output =
                printed(out -> new Demo(Optional.of(admin), Optional.of(TestVault.jdbcUrl()), false, out).run());

        assertThat(output)
                .contains(
                        "[ok] the API cannot decrypt",
                        "[ok] someone with a copy of the table and no token cannot decrypt",
                        "card 1: cards:v1 -> cards:v2",
                        "[ok] Vault rewrapped 3 data keys itself: the rewrapper can have none of them",
                        "min_decryption_version=2",
                        "[kek-version-retired]")
                .containsPattern("All \\d+ claims hold\\.");
        assertThat(output.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void programs_outlive_their_tokens() throws Exception {
        String output = printed(out -> new LongRun(
                        admin, Optional.of(TestVault.jdbcUrl()), Duration.ofSeconds(3), Duration.ofSeconds(12), out)
                .run());

        assertThat(output).contains("[ok] 0 errors: 24 cards were stored and processed");
    }

    @Test
    void it_leaves_nothing_in_the_server() throws Exception {
        Set<String> before = contents();

        printed(out -> new Demo(Optional.of(admin), Optional.of(TestVault.jdbcUrl()), false, out).run());

        assertThat(contents()).isEqualTo(before);
    }

    /** The paths of engines and auth methods, and the names of policies. */
    private Set<String> contents() throws IOException {
        Set<String> contents = new TreeSet<>();
        admin.read("sys/mounts").path("data").fieldNames().forEachRemaining(contents::add);
        admin.read("sys/auth").path("data").fieldNames().forEachRemaining(contents::add);
        for (JsonNode policy : admin.read("sys/policies/acl?list=true").at("/data/keys")) {
            contents.add(policy.asText());
        }
        return contents;
    }

    /** Runs it, and returns what it has printed. */
    private static String printed(Demonstration demonstration) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            boolean held = demonstration.run(out);
            assertThat(held).as(() -> output.toString(StandardCharsets.UTF_8)).isTrue();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Demonstration {
        boolean run(PrintStream out) throws Exception;
    }
}
