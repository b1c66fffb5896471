package dev.envelope.benchmarks.peers;

import dev.envelope.benchmarks.figures.Operation;
import java.util.Arrays;

/** One peer at one operation on records of one size. They rotate, so that no cipher sees the same key twice. Safe for use by several threads. */
public final class Records {

    /** Enough that no reused cipher finds the key of the record before. */
    private static final int ROWS = 64;

    private final Peer peer;
    private final Operation operation;
    private final Row[] rows = new Row[ROWS];
    private final byte[][] sealed = new byte[ROWS][];

    public Records(Peer peer, Operation operation, int size) throws Exception {
        this.peer = peer;
        this.operation = operation;
        for (int i = 0; i < ROWS; i++) {
            rows[i] = Row.of(i, size);
            sealed[i] = peer.encrypt(rows[i]);
            if (!Arrays.equals(peer.decrypt(sealed[i], rows[i]), rows[i].plaintext())) {
                throw new IllegalStateException("What does not work is not worth measuring: record " + i);
            }
        }
    }

    Operation operation() {
        return operation;
    }

    int size() {
        return rows[0].plaintext().length;
    }

    int overhead() {
        return sealed[0].length - size();
    }

    int resultLength() {
        return operation == Operation.ENCRYPT ? sealed[0].length : size();
    }

    /** Does one. */
    public byte[] run(long number) throws Exception {
        int i = (int) (number % ROWS);
        return operation == Operation.ENCRYPT ? peer.encrypt(rows[i]) : peer.decrypt(sealed[i], rows[i]);
    }
}
