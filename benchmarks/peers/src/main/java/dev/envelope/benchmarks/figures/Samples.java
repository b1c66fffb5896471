package dev.envelope.benchmarks.figures;

import static dev.envelope.benchmarks.figures.Rounds.valuesOf;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** What came of each turn in each round. */
public final class Samples<T> {

    private final Map<T, double[]> values;

    Samples(Map<T, double[]> values) {
        this.values = values;
    }

    /** What came of one of them. */
    public Quartiles of(T turn) {
        return Quartiles.of(valuesOf(turn, values));
    }

    /** How many times as much one has as the other, each round by itself. */
    public Quartiles ratio(T one, T other) {
        return within(one, other, (left, right) -> left / right);
    }

    /** How much more one has than the other, each round by itself. */
    public Quartiles difference(T one, T other) {
        return within(one, other, (left, right) -> left - right);
    }

    private Quartiles within(T one, T other, DoubleBinaryOperator operator) {
        double[] left = valuesOf(one, values);
        double[] right = valuesOf(other, values);
        double[] result = new double[left.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = operator.applyAsDouble(left[i], right[i]);
        }
        return Quartiles.of(result);
    }
}
