package dev.envelope.benchmarks.guard;

import dev.envelope.benchmarks.figures.Arguments;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.guard.Limits.Limit;
import dev.envelope.benchmarks.streams.StreamRatio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Fails where a ratio fell below its limit, or allocation rose above it, twice in a row. Takes the file with the limits as
 * {@code --limits=FILE}.
 */
public final class Guard {

    private static final String LIMITS = "--limits=";
    private static final int[] SIZES = {64, 1024, 65_536};

    /** Of what the goal for allocation is about, and the one that most records are nearest to. */
    private static final int USUAL = 1024;

    private Guard() {}

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(Arguments.of(args)
                .value(LIMITS)
                .orElseThrow(() -> new IllegalArgumentException("Name the limits by " + LIMITS)));
        Limits limits = Limits.read(file, Runtime.version().feature());
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(cores);
        List<String> fell;
        try {
            fell = fallen(checks(executor, cores), limits);
        } finally {
            executor.shutdown();
        }
        if (!fell.isEmpty()) {
            System.err.println("Not within its limit: " + String.join(", ", fell));
            System.exit(1);
        }
    }

    private static Map<String, Check> checks(ExecutorService executor, int cores) {
        RecordChecks records = new RecordChecks(executor);
        Map<String, Check> checks = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            for (int size : SIZES) {
                checks.put(operation + "-" + size, records.ratio(operation, size, 1));
            }
            checks.put(operation + "-" + USUAL + "-all-cores", records.ratio(operation, USUAL, cores));
            checks.put(operation + "-" + USUAL + "-allocated", records.allocated(operation, USUAL));
            checks.put(operation + "-stream", () -> StreamRatio.of(operation, executor));
        }
        return checks;
    }

    private static List<String> fallen(Map<String, Check> checks, Limits limits) throws Exception {
        if (!checks.keySet().equals(limits.byName().keySet())) {
            throw new IllegalArgumentException("There are checks " + checks.keySet() + " and limits for "
                    + limits.byName().keySet());
        }
        List<String> fell = fallen(checks, limits, limits.byName().keySet());
        return fell.isEmpty() ? fell : fallen(checks, limits, fell); // once more, when what disturbed them may be over
    }

    private static List<String> fallen(Map<String, Check> checks, Limits limits, Collection<String> names)
            throws Exception {
        List<String> fell = new ArrayList<>();
        for (String name : names) {
            Check check = checks.get(name);
            Limit limit = limits.byName().get(name);
            if (check != null && limit != null && !holds(name, check, limit)) {
                fell.add(name);
            }
        }
        return fell;
    }

    private static boolean holds(String name, Check check, Limit limit) throws Exception {
        double measured = check.measure();
        boolean holds = limit.holds(measured);
        System.out.printf(
                Locale.ROOT,
                "%-28s %10.3f   at %s %.3f   %s%n",
                name,
                measured,
                limit.least() ? "least" : "most",
                limit.value(),
                holds ? "holds" : "does not hold");
        return holds;
    }
}
