package dev.envelope.benchmarks.page;

import static dev.envelope.benchmarks.figures.Operation.ENCRYPT;

import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Quartiles;
import dev.envelope.benchmarks.figures.Topic;
import dev.envelope.benchmarks.peers.Contender;
import dev.envelope.benchmarks.startup.StartUpTable;
import dev.envelope.benchmarks.streams.FileFigures;
import dev.envelope.benchmarks.streams.StreamContender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All goals. Where one is about several sizes, the worst of them counts. */
final class Goals {

    private static final long KIB = 1024;
    private static final long[] ALL_SIZES = {16, 64, KIB, 64 * KIB};
    private static final long[] UP_TO_1_KIB = {16, 64, KIB};
    private static final long[] SMALL = {64, KIB};
    private static final long[] LARGE = {64 * KIB};

    private final List<Goal> goals = new ArrayList<>();

    private Goals() {}

    static List<Goal> all() {
        Goals all = new Goals();
        for (Operation operation : Operation.values()) {
            all.besideTheFloor(operation);
        }
        for (Operation operation : Operation.values()) {
            all.besidePeers(operation);
        }
        for (Operation operation : Operation.values()) {
            all.onAllCores(operation);
        }
        for (Operation operation : Operation.values()) {
            all.allocated(operation);
        }
        for (Operation operation : Operation.values()) {
            all.streams(operation);
        }
        all.memory();
        all.startUp();
        return List.copyOf(all.goals);
    }

    private void besideTheFloor(Operation operation) {
        ratio(0.50, Contender.FLOOR_TUNED, operation, "64 B and 1 KiB", SMALL);
        ratio(0.90, Contender.FLOOR_TUNED, operation, "64 KiB", LARGE);
    }

    private void besidePeers(Operation operation) {
        ratio(operation == ENCRYPT ? 1.15 : 1.00, Contender.TINK, operation, "up to 1 KiB", UP_TO_1_KIB);
        ratio(1.40, Contender.TINK, operation, "64 KiB", LARGE);
        ratio(5, Contender.ENCRYPTION_SDK_CACHED, operation, "64 B and 1 KiB", SMALL);
        ratio(2.5, Contender.ENCRYPTION_SDK_CACHED, operation, "64 KiB", LARGE);
        ratio(300, Contender.ENCRYPTION_SDK_DEFAULT, operation, "up to 1 KiB", UP_TO_1_KIB);
        ratio(12, Contender.ASHERAH, operation, "64 B", 64);
        ratio(80, Contender.ASHERAH, operation, "64 KiB", LARGE);
    }

    private void ratio(double least, Contender peer, Operation operation, String sizes, long... each) {
        goals.add(Goal.atLeast(
                least,
                "ours to " + peer.title() + ", " + operation + ", " + sizes,
                2,
                figures -> worst(LongStream.of(each)
                        .mapToObj(size -> figures.find(record(peer, operation, size, 1), Measure.OURS_TO_THIS)))));
    }

    private void onAllCores(Operation operation) {
        goals.add(Goal.atLeast(
                0.90,
                "all cores to one, of linear, " + operation,
                2,
                figures -> linear(Contender.OURS, operation, figures)));
        goals.add(Goal.toCompare(
                "the tuned floor in the same rounds, " + operation,
                2,
                figures -> linear(Contender.FLOOR_TUNED, operation, figures)));
    }

    private static OptionalDouble linear(Contender contender, Operation operation, Figures figures) {
        int cores = figures.mostThreads(Topic.RECORDS);
        return map(
                worst(LongStream.of(ALL_SIZES)
                        .mapToObj(size ->
                                figures.find(record(contender, operation, size, cores), Measure.ALL_CORES_TO_ONE))),
                ratio -> ratio / cores);
    }

    private void allocated(Operation operation) {
        goals.add(Goal.atMost(
                3.5 * KIB,
                "bytes allocated beyond the result, 1 KiB, " + operation,
                0,
                median(record(Contender.OURS, operation, KIB, 1), Measure.ALLOCATED_BEYOND_RESULT)));
    }

    private void streams(Operation operation) {
        goals.add(Goal.atLeast(
                0.95,
                "stream, ours to raw AES-GCM, 1 thread, " + operation,
                2,
                figures -> median(
                        figures.find(stream(StreamContender.RAW, operation, 1, figures), Measure.OURS_TO_THIS))));
        goals.add(Goal.atLeast(
                0.90,
                "parallel stream to one thread, of linear, " + operation,
                2,
                figures -> linear(StreamContender.ENVELOPE, operation, figures)));
        goals.add(Goal.toCompare(
                "raw AES-GCM, a message on each core, of linear, " + operation,
                2,
                figures -> linear(StreamContender.RAW, operation, figures)));
    }

    private static OptionalDouble linear(StreamContender contender, Operation operation, Figures figures) {
        int cores = figures.mostThreads(Topic.STREAMS);
        return map(
                median(figures.find(stream(contender, operation, cores, figures), Measure.ALL_CORES_TO_ONE)),
                ratio -> ratio / cores);
    }

    private void memory() {
        goals.add(Goal.atMost(
                64,
                "most heap for a long file to a file, MiB",
                0,
                figures -> median(figures.find(
                        FileFigures.memoryKey(size(Topic.FILES, figures), figures.mostThreads(Topic.FILES)),
                        Measure.PEAK_HEAP))));
    }

    private void startUp() {
        for (String subject : List.of(StartUpTable.LOCAL_KEY, StartUpTable.TENANT_KEY)) {
            goals.add(Goal.atMost(100, startUpTitle(subject), 0, startUp(subject)));
        }
        goals.add(Goal.toCompare(startUpTitle(StartUpTable.BY_HAND), 0, startUp(StartUpTable.BY_HAND)));
        goals.add(Goal.atMost(
                3,
                "jars that core needs besides itself",
                0,
                figures -> OptionalDouble.of(StartUpTable.jars(figures).size())));
    }

    private static String startUpTitle(String subject) {
        return "start, " + subject + ", ms beyond an empty program";
    }

    private static Function<Figures, OptionalDouble> startUp(String subject) {
        return median(StartUpTable.key(subject), Measure.MILLISECONDS_BEYOND_EMPTY);
    }

    private static FigureKey record(Contender contender, Operation operation, long size, int threads) {
        return new FigureKey(Topic.RECORDS, contender.title(), operation, size, threads);
    }

    private static FigureKey stream(StreamContender contender, Operation operation, int threads, Figures figures) {
        return new FigureKey(Topic.STREAMS, contender.title(), operation, size(Topic.STREAMS, figures), threads);
    }

    private static long size(Topic topic, Figures figures) {
        return figures.sizes(topic).stream().findFirst().orElse(0L);
    }

    private static Function<Figures, OptionalDouble> median(FigureKey key, Measure measure) {
        return figures -> median(figures.find(key, measure));
    }

    private static OptionalDouble median(Optional<Quartiles> value) {
        return value.stream().mapToDouble(Quartiles::median).findFirst();
    }

    private static OptionalDouble worst(Stream<Optional<Quartiles>> values) {
        return values.flatMap(Optional::stream).mapToDouble(Quartiles::median).min();
    }

    private static OptionalDouble map(OptionalDouble value, DoubleUnaryOperator operator) {
        return value.stream().map(operator).findFirst();
    }
}
