package dev.envelope.benchmarks.figures;

import java.util.Locale;

/**
 * The middle of what was measured, and how far it spreads.
 *
 * @param low a quarter of the rounds was below
 * @param median as many rounds were above as below
 * @param high a quarter of the rounds was above
 */
public record Quartiles(double low, double median, double high) {

    static Quartiles of(double[] values) {
        return new Quartiles(
                Rounds.quantile(values, 0.25), Rounds.quantile(values, 0.5), Rounds.quantile(values, 0.75));
    }

    /** Of something that does not vary. */
    public static Quartiles exactly(double value) {
        return new Quartiles(value, value, value);
    }

    /** As tables show it. */
    public String format(int decimals) {
        String number = "%,." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", median, low, high);
    }

    /** As tables show it where the spread is told elsewhere, or there is none. */
    public String formatMedian(int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", median);
    }
}
