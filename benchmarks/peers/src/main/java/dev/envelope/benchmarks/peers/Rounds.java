package dev.envelope.benchmarks.peers;

import dev.envelope.benchmarks.peers.Slice.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets peers take turns, in another order each round, and compares them within the round. */
final class Rounds {

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(40);

    private final Random random = new Random(42);
    private final List<Slice> slices;
    private final int threads;
    private final int rounds;

    Rounds(List<Slice> slices, int threads, int rounds) {
        this.slices = List.copyOf(slices);
        this.threads = threads;
        this.rounds = rounds;
    }

    /**
     * What one peer did.
     *
     * @param slice the peer and what it had to do
     * @param perSecond records a second, of all threads together, in each round
     * @param bytesEach bytes allocated for each record, the median
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Figures(Slice slice, double[] perSecond, double bytesEach) {

        double median() {
            return quantile(perSecond, 0.5);
        }

        /** How much faster the other one was in the same rounds: the quartiles and the median between them. */
        double[] ratioTo(Figures other) {
            double[] ratios = new double[perSecond.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = perSecond[i] / other.perSecond[i];
            }
            return new double[] {quantile(ratios, 0.25), quantile(ratios, 0.5), quantile(ratios, 0.75)};
        }
    }

    List<Figures> run() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (Slice slice : slices) {
                work(executor, slice, WARM_UP);
            }
            Map<Slice, List<double[]>> results = new LinkedHashMap<>();
            slices.forEach(slice -> results.put(slice, new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                List<Map.Entry<Slice, List<double[]>>> order = new ArrayList<>(results.entrySet());
                Collections.shuffle(order, random);
                for (Map.Entry<Slice, List<double[]>> each : order) {
                    each.getValue().add(work(executor, each.getKey(), TURN));
                }
            }
            List<Figures> figures = new ArrayList<>();
            results.forEach((slice, each) -> figures.add(new Figures(
                    slice,
                    each.stream().mapToDouble(one -> one[0]).toArray(),
                    quantile(each.stream().mapToDouble(one -> one[1]).toArray(), 0.5))));
            return figures;
        } finally {
            executor.shutdown();
        }
    }

    private double[] work(ExecutorService executor, Slice slice, long nanos) throws Exception {
        List<Future<Work>> working = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            working.add(executor.submit(() -> slice.work(nanos)));
        }
        double perSecond = 0;
        double bytesEach = 0;
        for (Future<Work> each : working) {
            perSecond += each.get().perSecond();
            bytesEach += each.get().bytesEach() / threads;
        }
        return new double[] {perSecond, bytesEach};
    }

    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round((sorted.length - 1) * share)];
    }
}
