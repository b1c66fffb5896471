package dev.envelope.examples.secrets;

import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of objects that this program sent to and received from the bucket. Safe for use by several threads. */
final class Traffic {

    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    void sent(long bytes) {
        sent.add(bytes);
    }

    void received(long bytes) {
        received.add(bytes);
    }

    Moved moved() {
        return new Moved(sent.sum(), received.sum());
    }

    /**
     * Bytes that were moved.
     *
     * @param sent how many were sent to the bucket
     * @param received how many were received from it
     */
    record Moved(long sent, long received) {

        Moved since(Moved before) {
            return new Moved(sent - before.sent, received - before.received);
        }
    }
}
