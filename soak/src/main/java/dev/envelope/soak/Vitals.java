package dev.envelope.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.envelope.soak.Trend.Sample;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/** What the process holds, from time to time: live heap after a full collection, threads, files, and keys that are not wiped. */
final class Vitals {

    /** What the live heap may grow by over the whole run after its beginning, as the fitted line has it. */
    static final double MOST_HEAP_GROWTH_MEBIBYTES = 4;

    private static final double MOST_GROWTH_IN_NUMBER = 25;
    private static final int FEWEST_SAMPLES = 10;
    private static final double MEBIBYTE = 1 << 20;

    private final List<Reading> readings = new CopyOnWriteArrayList<>();
    private final long began = System.nanoTime();

    /** One look. */
    private record Reading(double seconds, double heapMebibytes, int threads, long files, int openKeys) {}

    /** How often to look in a run of a length: twenty times or so, and not more often than each second. */
    static Duration interval(Duration length) {
        return Duration.ofMillis(Math.max(1_000, Math.min(25_000, length.toMillis() / 20)));
    }

    void take() {
        // Once to find what is dead, and again for what that let go of.
        System.gc();
        System.gc();
        readings.add(new Reading(
                (System.nanoTime() - began) / 1e9,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                files(),
                KeyLedger.KEYS.stillOpen()));
    }

    void judge(Findings findings) {
        if (isLongEnough()) {
            limit(findings, "The live heap", "MiB", MOST_HEAP_GROWTH_MEBIBYTES, Reading::heapMebibytes);
            limit(findings, "The number of threads", "", MOST_GROWTH_IN_NUMBER, Reading::threads);
            limit(findings, "The number of open files", "", MOST_GROWTH_IN_NUMBER, Reading::files);
        }
    }

    private void limit(Findings findings, String what, String unit, double limit, ToDoubleFunction<Reading> value) {
        double growth = trend(value).growth();
        if (growth > limit) {
            findings.add(String.format(
                    Locale.ROOT, "%s grew by %.1f %s over the run, and %.0f are allowed.", what, growth, unit, limit));
        }
    }

    private boolean isLongEnough() {
        return settled().size() >= FEWEST_SAMPLES;
    }

    /** Without the first fifth, in which classes are loaded and caches and pools fill. */
    private List<Reading> settled() {
        return readings.subList(readings.size() / 5, readings.size());
    }

    private Trend trend(ToDoubleFunction<Reading> value) {
        return Trend.of(settled().stream()
                .map(reading -> new Sample(reading.seconds, value.applyAsDouble(reading)))
                .toList());
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("""

                samples, after full collections
                    second   live heap MiB   threads   open files   keys not wiped
                """);
        for (Reading each : readings) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %8.0f %15.2f %9d %12d %16d%n",
                    each.seconds,
                    each.heapMebibytes,
                    each.threads,
                    each.files,
                    each.openKeys));
        }
        if (isLongEnough()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  growth by the fitted line, without the first fifth: heap %+.2f MiB (at most %+.0f), threads %+.1f, files %+.1f%n",
                    trend(Reading::heapMebibytes).growth(),
                    MOST_HEAP_GROWTH_MEBIBYTES,
                    trend(Reading::threads).growth(),
                    trend(Reading::files).growth()));
        } else {
            text.append("  too few samples to tell growth: the run was too short\n");
        }
        return text.toString();
    }
}
