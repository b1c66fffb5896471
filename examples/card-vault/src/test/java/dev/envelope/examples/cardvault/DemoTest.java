package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoTest {

    // Not any long run of digits: the digests that the demonstration shows have one now and then.
    private static final String[] CARD_NUMBERS = {
        "4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "3566002020360505"
    };

    @Test
    void it_runs_from_start_to_finish_within_100_columns_and_shows_no_card_number() throws Exception {
        String output = run(false);

        assertThat(output)
                .contains(
                        "Processing Alice Adams card with number 411111******1111",
                        "card 1: cards:1 -> cards:2",
                        "cards:1 may be retired",
                        "[kek-version-retired]",
                        "[shredded]",
                        "envelope-shred1:")
                .containsPattern("All \\d+ claims hold\\.")
                .doesNotContain("FAILED")
                .doesNotContain(CARD_NUMBERS);
        assertThat(output.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void it_shows_card_numbers_when_asked() throws Exception {
        assertThat(run(true)).contains(CARD_NUMBERS);
    }

    private static String run(boolean showPans) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            boolean held = new Demo(Optional.empty(), Optional.of(TestVault.jdbcUrl()), showPans, out).run();
            assertThat(held).as(() -> output.toString(StandardCharsets.UTF_8)).isTrue();
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
