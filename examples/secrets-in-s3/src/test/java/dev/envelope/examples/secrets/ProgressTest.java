package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final int MIB = 1024 * 1024;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void without_a_terminal_it_prints_a_line_for_each_quarter() throws IOException {
        Progress progress = new Progress("read", 8 * MIB, false, out, nanos::get);
        progress.of(new ByteArrayInputStream(new byte[8 * MIB])).transferTo(ByteArrayOutputStream.nullOutputStream());
        progress.end();

        assertThat(text().lines()).hasSize(4);
        assertThat(text()).contains(" 25 %  2 of 8 MiB", "100 %  8 of 8 MiB").doesNotContain("\r");
    }

    @Test
    void on_a_terminal_it_draws_one_line_over_and_over_but_not_for_every_byte() {
        Progress progress = new Progress("read", 4 * MIB, true, out, nanos::get);
        for (int i = 0; i < 1024; i++) {
            nanos.addAndGet(2_000_000);
            progress.add(4096);
        }
        progress.end();

        assertThat(text().lines().count()).isLessThan(20);
        assertThat(text().split("\r", -1)).hasSizeLessThan(20);
        assertThat(text())
                .contains("\r    [#######", "] read 100 %  4 of 4 MiB  2 MiB/s")
                .endsWith("\n");
    }

    @Test
    void what_is_small_shows_nothing() {
        Progress progress = new Progress("read", 1000, true, out, nanos::get);
        progress.complete();
        progress.end();

        assertThat(text()).isEmpty();
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
