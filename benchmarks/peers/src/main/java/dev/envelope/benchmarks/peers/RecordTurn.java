package dev.envelope.benchmarks.peers;

import com.sun.management.ThreadMXBean;
import dev.envelope.benchmarks.figures.Rounds;
import dev.envelope.benchmarks.figures.Turn;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** As many records as some threads get done in a short time. Tells how many a second, all threads together. */
public final class RecordTurn implements Turn {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Records records;
    private final int threads;
    private final Pace pace;
    private final ExecutorService executor;
    private final List<Double> bytesEach = new ArrayList<>();

    /**
     * How long it takes.
     *
     * @param warmUpNanos before it counts
     * @param turnNanos each time
     */
    public record Pace(long warmUpNanos, long turnNanos) {}

    /** A turn on threads of an executor that has no fewer. */
    public RecordTurn(Records records, int threads, Pace pace, ExecutorService executor) {
        this.records = records;
        this.threads = threads;
        this.pace = pace;
        this.executor = executor;
    }

    Records records() {
        return records;
    }

    int threads() {
        return threads;
    }

    /** Bytes allocated for each record, the median of the turns. */
    public double bytesEach() {
        return Rounds.median(bytesEach.stream().mapToDouble(each -> each).toArray());
    }

    /** Bytes allocated for each record, without the result. */
    public double bytesBeyondResult() {
        return bytesEach() - records.resultLength();
    }

    @Override
    public void warmUp() throws Exception {
        run(pace.warmUpNanos());
        bytesEach.clear();
    }

    @Override
    public double take() throws Exception {
        return run(pace.turnNanos());
    }

    private double run(long nanos) throws Exception {
        List<Future<Work>> working = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            working.add(executor.submit(() -> work(nanos)));
        }
        double perSecond = 0;
        double bytes = 0;
        for (Future<Work> each : working) {
            perSecond += each.get().perSecond();
            bytes += each.get().bytesEach() / threads;
        }
        bytesEach.add(bytes);
        return perSecond;
    }

    private Work work(long nanos) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        long end = began + nanos;
        long operations = 0;
        long now;
        do {
            if (records.run(operations).length < 1) {
                throw new IllegalStateException("Nothing was returned");
            }
            operations++;
            now = System.nanoTime();
        } while (now < end);
        return new Work(operations, now - began, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    private record Work(long operations, long nanos, long bytes) {

        double perSecond() {
            return operations * 1e9 / nanos;
        }

        double bytesEach() {
            return (double) bytes / operations;
        }
    }
}
