package dev.envelope.benchmarks.page;

import dev.envelope.benchmarks.figures.Figures;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What the library is to reach.
 *
 * @param what what is measured
 * @param bound what it has to be; empty for something that stands there to compare with
 * @param decimals how many are shown
 * @param measured finds it in what was measured; empty where that was not
 */
record Goal(String what, Optional<Bound> bound, int decimals, Function<Figures, OptionalDouble> measured) {

    /**
     * A limit.
     *
     * @param least whether it has to be reached; otherwise not exceeded
     * @param value the limit
     */
    record Bound(boolean least, double value) {

        boolean holds(double measured) {
            return least ? measured >= value : measured <= value;
        }
    }

    static Goal atLeast(double value, String what, int decimals, Function<Figures, OptionalDouble> measured) {
        return new Goal(what, Optional.of(new Bound(true, value)), decimals, measured);
    }

    static Goal atMost(double value, String what, int decimals, Function<Figures, OptionalDouble> measured) {
        return new Goal(what, Optional.of(new Bound(false, value)), decimals, measured);
    }

    static Goal toCompare(String what, int decimals, Function<Figures, OptionalDouble> measured) {
        return new Goal(what, Optional.empty(), decimals, measured);
    }

    String boundCell() {
        return bound.map(each -> (each.least() ? "≥ " : "≤ ") + format(each.value()))
                .orElse("");
    }

    String measuredCell(Figures figures) {
        OptionalDouble found = measured.apply(figures);
        return found.isPresent() ? format(found.getAsDouble()) : "";
    }

    /** Empty where nothing was measured, or there is no goal. */
    Optional<Boolean> holds(Figures figures) {
        OptionalDouble found = measured.apply(figures);
        return found.isPresent() ? bound.map(each -> each.holds(found.getAsDouble())) : Optional.empty();
    }

    private String format(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
