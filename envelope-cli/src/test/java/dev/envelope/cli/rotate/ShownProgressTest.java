package dev.envelope.cli.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.KekUnavailableException;
import dev.envelope.rotation.RotationProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownProgressTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void a_terminal_sees_one_line_that_is_cleared_at_the_end() {
        ShownProgress progress = progress(true);

        progress.progressed(at(1, 1000, 250));
        progress.end();

        assertThat(shown())
                .startsWith("\rRound 1:  25 % of 1000 rows, 250 written, 0 bad, 7 key calls, 500 rows/s, 3 s left")
                .endsWith(" \r")
                .doesNotContain("\n");
    }

    @Test
    void elsewhere_there_is_a_line_for_each_round_and_each_tenth() {
        ShownProgress progress = progress(false);

        for (int done = 0; done <= 1000; done += 20) {
            progress.progressed(at(1, 1000, done));
        }
        progress.progressed(at(2, 10, 0));

        assertThat(shown().lines()).hasSize(12);
        assertThat(shown()).doesNotContain("\r").contains("Round 2:   0 % of 10 rows");
    }

    @Test
    void what_has_no_rounds_and_writes_nothing_is_told_without_them() {
        progress(false).progressed(at(0, 1000, 0));

        assertThat(shown()).startsWith("  0 % of 1000 rows, 0 bad, ");
    }

    @Test
    void a_pause_is_told_with_its_reason() {
        ShownProgress progress = progress(true);
        progress.progressed(at(1, 1000, 250));

        progress.paused(KekUnavailableException.unavailable("cards", "no answer", null), Duration.ofSeconds(4));

        assertThat(shown()).contains("\rWaiting 4 s: ").endsWith("[unavailable]\n");
    }

    private ShownProgress progress(boolean terminal) {
        return new ShownProgress(terminal, new PrintStream(shown, true, UTF_8));
    }

    private static RotationProgress at(int round, long total, long done) {
        return new RotationProgress(round, total, done, done, 0, 0, 500, Optional.of(Duration.ofSeconds(3)), 7);
    }

    private String shown() {
        return shown.toString(UTF_8);
    }
}
