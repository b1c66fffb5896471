package dev.envelope.benchmarks.streams;

import dev.envelope.benchmarks.figures.Arguments;
import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Rounds;
import dev.envelope.benchmarks.figures.Samples;
import dev.envelope.benchmarks.figures.Topic;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * 256 MiB through the streams of each peer; Envelope also with a stream that works on all cores, and beside it the floor with a message
 * on each core at once, which is what the machine has to give. Then files, in a process of its own.
 */
public final class StreamFigures {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Figures figures = new Figures();
    private final Map<StreamContender, StreamPeer> peers = new EnumMap<>(StreamContender.class);
    private final StreamPeer parallel = EnvelopeStreams.onOneThread().on(CORES);
    private final ExecutorService executor = Executors.newFixedThreadPool(CORES);
    private final LongMessage message;
    private final int rounds;
    private final StreamTurn.Course course;

    private StreamFigures(Arguments arguments) throws Exception {
        message = new LongMessage((long) arguments.quickly(32, 256) << 20);
        rounds = arguments.quickly(5, 9);
        course = new StreamTurn.Course(message, executor, arguments.quickly(1, 2));
        for (StreamContender contender : StreamContender.values()) {
            peers.put(contender, contender.make());
        }
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        System.out.printf("%s, %d cores%n", Runtime.version(), CORES);
        StreamFigures program = new StreamFigures(arguments);
        try {
            for (Operation operation : Operation.values()) {
                program.run(operation);
            }
        } finally {
            program.executor.shutdown();
        }
        System.out.printf("%n%s", StreamTable.ofStreams(program.figures));
        arguments.keep(program.figures);
        FileFigures.runInOtherJvm(args);
    }

    private void run(Operation operation) throws Exception {
        Map<StreamContender, StreamTurn> turns = new EnumMap<>(StreamContender.class);
        for (Map.Entry<StreamContender, StreamPeer> each : peers.entrySet()) {
            turns.put(each.getKey(), turn(each.getValue(), operation, 1));
        }
        StreamTurn ours = turnOf(StreamContender.ENVELOPE, turns);
        StreamTurn raw = turnOf(StreamContender.RAW, turns);
        StreamTurn oursOnAll = turn(parallel, operation, 1);
        StreamTurn rawOnAll = turn(turnPeer(StreamContender.RAW), operation, CORES);
        List<StreamTurn> all = new ArrayList<>(turns.values());
        all.add(oursOnAll);
        all.add(rawOnAll);
        Samples<StreamTurn> samples = new Rounds(rounds).run(all);
        turns.forEach((contender, turn) -> add(key(contender, operation, 1), samples, turn, ours));
        FigureKey oursKey = key(StreamContender.ENVELOPE, operation, CORES);
        FigureKey rawKey = key(StreamContender.RAW, operation, CORES);
        add(oursKey, samples, oursOnAll, oursOnAll);
        add(rawKey, samples, rawOnAll, oursOnAll);
        figures.add(oursKey, Measure.ALL_CORES_TO_ONE, samples.ratio(oursOnAll, ours));
        figures.add(rawKey, Measure.ALL_CORES_TO_ONE, samples.ratio(rawOnAll, raw));
    }

    private StreamTurn turn(StreamPeer peer, Operation operation, int atOnce) throws Exception {
        MappedByteBuffer sealed = message.sealedBy(peer);
        return course.turn(peer, operation, sealed, atOnce);
    }

    private StreamPeer turnPeer(StreamContender contender) {
        StreamPeer peer = peers.get(contender);
        if (peer == null) {
            throw new IllegalStateException(contender + " takes no part");
        }
        return peer;
    }

    private static StreamTurn turnOf(StreamContender contender, Map<StreamContender, StreamTurn> turns) {
        StreamTurn turn = turns.get(contender);
        if (turn == null) {
            throw new IllegalStateException(contender + " takes no part");
        }
        return turn;
    }

    private void add(FigureKey key, Samples<StreamTurn> samples, StreamTurn turn, StreamTurn ours) {
        figures.add(key, Measure.MEBIBYTES_PER_SECOND, samples.of(turn));
        figures.add(key, Measure.OURS_TO_THIS, samples.ratio(ours, turn));
    }

    private FigureKey key(StreamContender contender, Operation operation, int threads) {
        return new FigureKey(Topic.STREAMS, contender.title(), operation, message.length(), threads);
    }
}
