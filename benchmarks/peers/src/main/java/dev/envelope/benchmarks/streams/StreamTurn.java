package dev.envelope.benchmarks.streams;

import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Turn;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A whole message, or as many at once as there are threads. Tells how many MiB a second, all threads together. */
final class StreamTurn implements Turn {

    private final Callable<?> pass;
    private final int atOnce;
    private final long bytes;
    private final ExecutorService executor;
    private final long warmUpNanos;

    private StreamTurn(Callable<?> pass, int atOnce, long bytes, ExecutorService executor, long warmUpNanos) {
        this.pass = pass;
        this.atOnce = atOnce;
        this.bytes = bytes;
        this.executor = executor;
        this.warmUpNanos = warmUpNanos;
    }

    /**
     * What all turns have in common.
     *
     * @param message what is encrypted and decrypted
     * @param executor with as many threads as work at once
     * @param warmUpSeconds before it counts
     */
    record Course(LongMessage message, ExecutorService executor, int warmUpSeconds) {

        StreamTurn turn(StreamPeer peer, Operation operation, ByteBuffer sealed, int atOnce) {
            Callable<?> pass = () -> {
                if (operation == Operation.ENCRYPT) {
                    message.encrypt(peer, OutputStream.nullOutputStream());
                } else {
                    message.decrypt(peer, new BufferInput(sealed));
                }
                return operation;
            };
            return new StreamTurn(pass, atOnce, message.length(), executor, TimeUnit.SECONDS.toNanos(warmUpSeconds));
        }
    }

    @Override
    public void warmUp() throws Exception {
        long end = System.nanoTime() + warmUpNanos;
        do {
            take();
        } while (System.nanoTime() < end);
    }

    @Override
    public double take() throws Exception {
        long began = System.nanoTime();
        List<Future<?>> working = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            working.add(executor.submit(pass));
        }
        for (Future<?> each : working) {
            each.get();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return atOnce * (bytes / (double) (1 << 20)) / seconds;
    }
}
