package dev.envelope.benchmarks.streams;

import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Rounds;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** How many times as fast as the floor a stream of ours is, by many turns of a message that is not very long. */
public final class StreamRatio {

    private static final int ROUNDS = 101;
    private static final long LENGTH = 16L << 20;

    private StreamRatio() {}

    /** Measures it. */
    public static double of(Operation operation, ExecutorService executor) throws Exception {
        LongMessage message = new LongMessage(LENGTH);
        StreamTurn.Course course = new StreamTurn.Course(message, executor, 1);
        StreamPeer ourPeer = StreamContender.ENVELOPE.make();
        StreamPeer rawPeer = StreamContender.RAW.make();
        StreamTurn ours = course.turn(ourPeer, operation, message.sealedBy(ourPeer), 1);
        StreamTurn raw = course.turn(rawPeer, operation, message.sealedBy(rawPeer), 1);
        return new Rounds(ROUNDS).run(List.of(ours, raw)).ratio(ours, raw).median();
    }
}
