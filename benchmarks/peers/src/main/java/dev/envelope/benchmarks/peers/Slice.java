package dev.envelope.benchmarks.peers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** One peer at one operation on records of one size, over and over. Its records rotate, so that no cipher sees the same key twice. */
final class Slice {

    /** Enough that no reused cipher finds the key of the record before. */
    private static final int ROWS = 64;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Peer peer;
    private final Operation operation;
    private final Row[] rows = new Row[ROWS];
    private final byte[][] sealed = new byte[ROWS][];

    Slice(Peer peer, Operation operation, int size) throws Exception {
        this.peer = peer;
        this.operation = operation;
        for (int i = 0; i < ROWS; i++) {
            rows[i] = Row.of(i, size);
            sealed[i] = peer.encrypt(rows[i]);
        }
    }

    Peer peer() {
        return peer;
    }

    int overhead() {
        return sealed[0].length - rows[0].plaintext().length;
    }

    /**
     * What one thread did in one slice of time.
     *
     * @param operations how many records
     * @param nanos in how much time
     * @param bytes allocated
     */
    record Work(long operations, long nanos, long bytes) {

        double perSecond() {
            return operations * 1e9 / nanos;
        }

        double bytesEach() {
            return (double) bytes / operations;
        }
    }

    Work work(long nanos) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        long end = began + nanos;
        long operations = 0;
        long now;
        do {
            int i = (int) (operations % ROWS);
            byte[] result = operation == Operation.ENCRYPT ? peer.encrypt(rows[i]) : peer.decrypt(sealed[i], rows[i]);
            if (result.length < 1) {
                throw new IllegalStateException(peer.name() + " returned nothing");
            }
            operations++;
            now = System.nanoTime();
        } while (now < end);
        return new Work(operations, now - began, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }
}
