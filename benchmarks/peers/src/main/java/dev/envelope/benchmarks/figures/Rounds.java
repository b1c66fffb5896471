package dev.envelope.benchmarks.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Lets several things take turns, in another order each round: whatever else the machine does meets all of them. */
public final class Rounds {

    private final Random random = new Random(42);
    private final int rounds;

    public Rounds(int rounds) {
        this.rounds = rounds;
    }

    /** Warms each of them up, and lets each of them take its turns. */
    public <T extends Turn> Samples<T> run(List<T> turns) throws Exception {
        for (T turn : turns) {
            turn.warmUp();
        }
        Map<T, double[]> values = new LinkedHashMap<>();
        turns.forEach(turn -> values.put(turn, new double[rounds]));
        List<T> order = new ArrayList<>(turns);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (T turn : order) {
                valuesOf(turn, values)[round] = turn.take();
            }
        }
        return new Samples<>(values);
    }

    static <T> double[] valuesOf(T turn, Map<T, double[]> values) {
        double[] found = values.get(turn);
        if (found == null) {
            throw new IllegalArgumentException(turn + " took no turns, only " + values.keySet());
        }
        return found;
    }

    /** The median of a few values, for what is not compared within rounds. */
    public static double median(double[] values) {
        return quantile(values, 0.5);
    }

    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round((sorted.length - 1) * share)];
    }
}
