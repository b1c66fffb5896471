package dev.envelope.cli.files;

import dev.envelope.cli.shell.Span;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Shows how far reading is: a line that is drawn over on a terminal, a line for each quarter elsewhere (for each GiB, where no one
 * knows how much there is). What is read at once needs none.
 */
final class Progress {

    private static final int QUARTERS = 4;
    private static final long WORTH_SHOWING = 1 << 20;
    private static final long UNKNOWN_STEP = 1L << 30;
    private static final long REDRAW_NANOS = 200_000_000;
    private static final double NANOS = 1e9;
    private static final double SHORTEST = 0.001;

    private final String what;
    private final OptionalLong total;
    private final boolean quiet;
    private final boolean terminal;
    private final PrintStream err;
    private final LongSupplier nanoTime;
    private final long start;

    private long done;
    private long steps;
    private long drawnAt;
    private int drawnWidth;

    Progress(String what, OptionalLong total, boolean quiet, boolean terminal, PrintStream err, LongSupplier nanoTime) {
        this.what = what;
        this.total = total;
        this.quiet = quiet;
        this.terminal = terminal;
        this.err = err;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.drawnAt = start;
    }

    /** Counts what is read from a stream. */
    InputStream of(InputStream source) {
        return new FilterInputStream(source) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                add(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                add(Math.max(0, count));
                return count;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    /** Takes the line off a terminal: what follows stands in its place. */
    void end() {
        if (drawnWidth > 0) {
            err.print('\r' + " ".repeat(drawnWidth) + '\r');
            err.flush();
        }
    }

    private void add(long count) {
        done += count;
        if (quiet || count == 0 || total.orElse(Long.MAX_VALUE) < WORTH_SHOWING) {
            return;
        }
        if (terminal) {
            long now = nanoTime.getAsLong();
            if (now - drawnAt >= REDRAW_NANOS) {
                drawnAt = now;
                draw(line());
            }
        } else if (step() > steps) {
            steps = step();
            err.println(line());
        }
    }

    private long step() {
        return total.isPresent() ? done * QUARTERS / total.getAsLong() : done / UNKNOWN_STEP;
    }

    private void draw(String line) {
        err.print('\r' + line + " ".repeat(Math.max(0, drawnWidth - line.length())));
        err.flush();
        drawnWidth = line.length();
    }

    private String line() {
        double seconds = Math.max((nanoTime.getAsLong() - start) / NANOS, SHORTEST);
        double rate = done / seconds;
        String speed = new Size(rate) + "/s";
        if (total.isEmpty()) {
            return what + " " + new Size(done) + ", " + speed;
        }
        long all = total.getAsLong();
        return String.format(
                Locale.ROOT,
                "%s %3d %% of %s, %s, %s left",
                what,
                Math.min(100, done * 100 / all),
                new Size(all),
                speed,
                new Span(Duration.ofSeconds(Math.round(Math.max(0, all - done) / rate))));
    }
}
