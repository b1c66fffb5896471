package dev.envelope.cli.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final int MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long now;

    @Test
    void a_terminal_sees_one_line_with_percent_rate_and_time_left() throws IOException {
        Progress progress = progress(OptionalLong.of(4 * MIB), false, true);

        read(progress, 1);

        assertThat(shown()).isEqualTo("\rReading  25 % of 4.0 MiB, 1.0 MiB/s, 3 s left");
    }

    @Test
    void a_terminal_is_drawn_over_and_cleared_at_the_end() throws IOException {
        Progress progress = progress(OptionalLong.of(4 * MIB), false, true);

        read(progress, 2);
        progress.end();

        assertThat(shown()).doesNotContain("\n").endsWith("\r" + " ".repeat(45) + "\r");
    }

    @Test
    void elsewhere_there_is_a_line_for_each_quarter() throws IOException {
        read(progress(OptionalLong.of(8 * MIB), false, false), 8);

        assertThat(shown().lines())
                .containsExactly(
                        "Reading  25 % of 8.0 MiB, 1.0 MiB/s, 6 s left",
                        "Reading  50 % of 8.0 MiB, 1.0 MiB/s, 4 s left",
                        "Reading  75 % of 8.0 MiB, 1.0 MiB/s, 2 s left",
                        "Reading 100 % of 8.0 MiB, 1.0 MiB/s, 0 s left");
    }

    @Test
    void long_times_are_told_in_minutes_and_hours() throws IOException {
        read(progress(OptionalLong.of(4L * 125 * MIB), false, false), 125);
        read(progress(OptionalLong.of(4L * 5000 * MIB), false, true), 1);

        assertThat(shown()).contains("6:15 min left").contains("5:33 h left");
    }

    @Test
    void without_a_known_length_a_terminal_sees_how_much_was_read() throws IOException {
        read(progress(OptionalLong.empty(), false, true), 3);

        assertThat(shown()).endsWith("\rReading 3.0 MiB, 1.0 MiB/s");
    }

    @Test
    void quiet_and_small_show_nothing() throws IOException {
        read(progress(OptionalLong.of(4 * MIB), true, true), 4);
        read(progress(OptionalLong.of(MIB - 1), false, true), 1);

        assertThat(shown()).isEmpty();
    }

    private Progress progress(OptionalLong total, boolean quiet, boolean terminal) {
        now = 0;
        return new Progress("Reading", total, quiet, terminal, new PrintStream(shown, true, UTF_8), () -> now);
    }

    /** Reads 1 MiB in each second. */
    private void read(Progress progress, int mebibytes) throws IOException {
        InputStream source = progress.of(new ByteArrayInputStream(new byte[mebibytes * MIB]));
        byte[] buffer = new byte[MIB];
        for (int i = 0; i < mebibytes; i++) {
            now += SECOND;
            assertThat(source.read(buffer, 0, MIB)).isEqualTo(MIB);
        }
    }

    private String shown() {
        return shown.toString(UTF_8);
    }
}
