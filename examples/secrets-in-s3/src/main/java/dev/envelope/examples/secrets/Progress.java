package dev.envelope.examples.secrets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how far a transfer is: a bar that is drawn over on a terminal, a line for each quarter elsewhere. */
final class Progress {

    private static final int WIDTH = 30;
    private static final int QUARTERS = 4;
    private static final long REDRAW_NANOS = 200_000_000;
    private static final double NANOS = 1e9;
    private static final double MIB = 1024.0 * 1024.0;

    private final String what;
    private final long total;
    private final boolean terminal;
    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long start;

    private long done;
    private long shown;
    private long shownAt;

    Progress(String what, long total, boolean terminal, PrintStream out, LongSupplier nanoTime) {
        this.what = what;
        this.total = total;
        this.terminal = terminal;
        this.out = out;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.shownAt = start;
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
        };
    }

    void add(long count) {
        done += count;
        if (count == 0 || !isShown()) {
            return;
        }
        if (terminal) {
            long now = nanoTime.getAsLong();
            if (now - shownAt >= REDRAW_NANOS || done == total) {
                shownAt = now;
                out.print('\r' + bar());
                out.flush();
            }
        } else if (done * QUARTERS / total > shown) {
            shown = done * QUARTERS / total;
            out.println(line());
        }
    }

    /** All is there: the message, of which only the length of its content was known. */
    void complete() {
        add(total - done);
    }

    /** Ends the bar's line, also where the transfer was broken off. */
    void end() {
        if (terminal && isShown()) {
            out.println();
        }
    }

    /** How long it has taken, in seconds. */
    double seconds() {
        return (nanoTime.getAsLong() - start) / NANOS;
    }

    /** What is there at once needs no progress. */
    private boolean isShown() {
        return total >= MIB;
    }

    private String bar() {
        int filled = (int) (done * WIDTH / total);
        return "    [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + line().strip() + "  ";
    }

    private String line() {
        return String.format(
                Locale.ROOT,
                "    %s %3d %%  %.0f of %.0f MiB  %.0f MiB/s",
                what,
                done * 100 / total,
                done / MIB,
                total / MIB,
                done / MIB / Math.max(seconds(), 0.001));
    }
}
