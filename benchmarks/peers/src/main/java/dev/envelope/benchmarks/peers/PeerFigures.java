package dev.envelope.benchmarks.peers;

import dev.envelope.benchmarks.figures.Arguments;
import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Quartiles;
import dev.envelope.benchmarks.figures.Rounds;
import dev.envelope.benchmarks.figures.Samples;
import dev.envelope.benchmarks.figures.Topic;
import dev.envelope.benchmarks.peers.RecordTurn.Pace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * All peers on the same records: encrypts and decrypts four sizes, on one thread and on all cores. With {@code --ours} only those that
 * are quick.
 */
public final class PeerFigures {

    private static final int[] SIZES = {16, 64, 1024, 65_536};
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Figures figures = new Figures();
    private final Map<Contender, Peer> peers = new EnumMap<>(Contender.class);
    private final ExecutorService executor = Executors.newFixedThreadPool(CORES);
    private final Arguments arguments;
    private final Pace pace;

    private PeerFigures(Arguments arguments) throws Exception {
        this.arguments = arguments;
        this.pace = new Pace(
                TimeUnit.MILLISECONDS.toNanos(arguments.quickly(200, 700)),
                TimeUnit.MILLISECONDS.toNanos(arguments.quickly(20, 40)));
        for (Contender contender : Contender.values()) {
            if (contender.closeToOurs() || !arguments.has("--ours")) {
                peers.put(contender, contender.make());
            }
        }
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        PeerFigures program = new PeerFigures(arguments);
        try {
            program.run();
        } finally {
            program.executor.shutdown();
        }
        arguments.keep(program.figures);
    }

    private void run() throws Exception {
        System.out.printf("%s, %d cores%n", Runtime.version(), CORES);
        for (Operation operation : Operation.values()) {
            for (int size : SIZES) {
                run(operation, size);
                System.out.printf("%n%s %d bytes%n%n%s", operation, size, PeerTable.of(figures, operation, size));
            }
        }
    }

    /** One thread and all cores in the same rounds, since it is their ratio that tells of locks. */
    private void run(Operation operation, int size) throws Exception {
        Map<Contender, RecordTurn> onOne = new EnumMap<>(Contender.class);
        Map<Contender, RecordTurn> onAll = new EnumMap<>(Contender.class);
        List<RecordTurn> turns = new ArrayList<>();
        for (Map.Entry<Contender, Peer> each : peers.entrySet()) {
            Records records = new Records(each.getValue(), operation, size);
            onOne.put(each.getKey(), new RecordTurn(records, 1, pace, executor));
            onAll.put(each.getKey(), new RecordTurn(records, CORES, pace, executor));
        }
        turns.addAll(onOne.values());
        turns.addAll(onAll.values());
        Samples<RecordTurn> samples = new Rounds(arguments.quickly(7, 21)).run(turns);
        add(onOne, samples);
        add(onAll, samples);
        onAll.forEach((contender, turn) -> {
            RecordTurn alone = onOne.get(contender);
            if (alone != null) {
                figures.add(key(contender, turn), Measure.ALL_CORES_TO_ONE, samples.ratio(turn, alone));
            }
        });
    }

    private void add(Map<Contender, RecordTurn> turns, Samples<RecordTurn> samples) {
        RecordTurn ours = turns.get(Contender.OURS);
        if (ours == null) {
            throw new IllegalStateException("What all others are compared with took no turns");
        }
        turns.forEach((contender, turn) -> {
            FigureKey key = key(contender, turn);
            figures.add(key, Measure.PER_SECOND, samples.of(turn));
            figures.add(key, Measure.OURS_TO_THIS, samples.ratio(ours, turn));
            figures.add(key, Measure.ALLOCATED, Quartiles.exactly(turn.bytesEach()));
            figures.add(key, Measure.ALLOCATED_BEYOND_RESULT, Quartiles.exactly(turn.bytesBeyondResult()));
            figures.add(key, Measure.OVERHEAD, Quartiles.exactly(turn.records().overhead()));
        });
    }

    private static FigureKey key(Contender contender, RecordTurn turn) {
        Records records = turn.records();
        return new FigureKey(Topic.RECORDS, contender.title(), records.operation(), records.size(), turn.threads());
    }
}
