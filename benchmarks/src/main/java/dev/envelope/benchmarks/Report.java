package dev.envelope.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Prints figures, and remembers whether a claim did not hold. */
final class Report {

    private final PrintStream out;
    private boolean failed;

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.printf(Locale.ROOT, "%n%s%n", text);
    }

    void figure(String format, Object... args) {
        out.printf(Locale.ROOT, "  " + format + "%n", args);
    }

    /** A claim about counts; never one about time. */
    void claim(boolean holds, String text) {
        out.printf(Locale.ROOT, "  %s %s%n", holds ? "[holds]" : "[FAILS]", text);
        failed |= !holds;
    }

    /** Median, 99th percentile and longest of times in nanoseconds. */
    void times(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        figure(
                "%-44s p50 %8.1f us   p99 %9.1f us   max %10.1f us",
                what,
                sorted[sorted.length / 2] / 1e3,
                sorted[(int) (sorted.length * 0.99)] / 1e3,
                sorted[sorted.length - 1] / 1e3);
    }

    boolean failed() {
        return failed;
    }
}
