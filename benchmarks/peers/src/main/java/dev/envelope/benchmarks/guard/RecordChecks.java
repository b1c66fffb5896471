package dev.envelope.benchmarks.guard;

import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Rounds;
import dev.envelope.benchmarks.peers.Contender;
import dev.envelope.benchmarks.peers.RecordTurn;
import dev.envelope.benchmarks.peers.RecordTurn.Pace;
import dev.envelope.benchmarks.peers.Records;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Ours beside the tuned floor, on the same records. */
final class RecordChecks {

    /** Many and short: what disturbs a few of them does not move the median. */
    private static final int ROUNDS = 101;

    private static final Pace PACE = new Pace(TimeUnit.MILLISECONDS.toNanos(2000), TimeUnit.MILLISECONDS.toNanos(10));

    private final ExecutorService executor;

    RecordChecks(ExecutorService executor) {
        this.executor = executor;
    }

    /** How many times as fast as the floor ours is. */
    Check ratio(Operation operation, int size, int threads) {
        return () -> {
            RecordTurn ours = turn(Contender.OURS, operation, size, threads);
            RecordTurn floor = turn(Contender.FLOOR_TUNED, operation, size, threads);
            return new Rounds(ROUNDS)
                    .run(List.of(ours, floor))
                    .ratio(ours, floor)
                    .median();
        };
    }

    /** How many bytes are allocated for a record beyond the result. */
    Check allocated(Operation operation, int size) {
        return () -> {
            RecordTurn ours = turn(Contender.OURS, operation, size, 1);
            new Rounds(ROUNDS / 10).run(List.of(ours));
            return ours.bytesBeyondResult();
        };
    }

    private RecordTurn turn(Contender contender, Operation operation, int size, int threads) throws Exception {
        return new RecordTurn(new Records(contender.make(), operation, size), threads, PACE, executor);
    }
}
