package dev.envelope.benchmarks.jmh;

import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.peers.Contender;
import dev.envelope.benchmarks.peers.Records;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records of each peer a second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class RecordBenchmark {

    /** Who encrypts. */
    @Param
    public Contender peer = Contender.OURS;

    /** What is timed. */
    @Param
    public Operation operation = Operation.ENCRYPT;

    /** The length of a record in bytes. */
    @Param({"64", "1024", "65536"})
    public int size;

    @SuppressWarnings("NullAway.Init") // by the harness, before it runs anything
    private Records records;

    /** Which record is next, of each thread by itself. */
    @State(Scope.Thread)
    public static class Position {

        private long next;
    }

    /** Makes keys and records. */
    @Setup
    public void setUp() throws Exception {
        records = new Records(peer.make(), operation, size);
    }

    /** One record. */
    @Benchmark
    public byte[] record(Position position) throws Exception {
        return records.run(position.next++);
    }
}
