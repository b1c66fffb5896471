package dev.envelope.stress;

import java.util.concurrent.ThreadLocalRandom;

/**
 * What the raced code calls back (clocks, loaders, key services) gives way now and then, in the middle of what it is called from:
 * where processors are few or busy, threads would come one after the other otherwise, and nothing would race.
 */
public final class Sometimes {

    private static final int ONCE_IN = 8;

    private Sometimes() {}

    /** Lets another thread go first, or not. */
    @SuppressWarnings("ThreadPriorityCheck") // no outcome relies on it, only how often they race
    public static void giveWay() {
        if (ThreadLocalRandom.current().nextInt(ONCE_IN) == 0) {
            Thread.yield();
        }
    }
}
