package dev.envelope.soak;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, by group and name. Safe for use by several threads. */
final class Tally {

    static final String OPERATIONS = "operations that ended well";
    static final String REFUSALS = "refusals that had to be, by code";
    static final String FAILURES = "failures that a fault explains, by code";
    static final String FAULTS = "faults";
    static final String ROTATION = "rotation";
    static final String TENANTS = "tenants";
    static final String INSTANCES = "instances";
    static final String CACHES = "keys that left a cache";

    private static final List<String> GROUPS =
            List.of(OPERATIONS, REFUSALS, FAILURES, FAULTS, ROTATION, TENANTS, INSTANCES, CACHES);

    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

    void count(String group, Object name) {
        count(group, name, 1);
    }

    void count(String group, Object name, long number) {
        counts.computeIfAbsent(group, any -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(name.toString(), any -> new LongAdder())
                .add(number);
    }

    long of(String group) {
        return counts.getOrDefault(group, Map.of()).values().stream()
                .mapToLong(LongAdder::sum)
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String group : GROUPS) {
            text.append(String.format(Locale.ROOT, "%n%s: %,d%n", group, of(group)));
            counts.getOrDefault(group, Map.of())
                    .forEach((name, count) ->
                            text.append(String.format(Locale.ROOT, "  %-44s %,10d%n", name, count.sum())));
        }
        return text.toString();
    }
}
