package dev.envelope.internal.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * CMACs under one key that are ready for use: preparing one (a key schedule, its subkey, forgetting it again) takes 3 us, and
 * using it on two blocks a fifth of one. Kept for a key that serves many records, for as long as its owner keeps that.
 *
 * <p>Safe for use by several threads, which mostly find one of their own: places are chosen by thread, are taken and given back
 * without a lock, and lie apart, so that threads do not contend for a cache line either. Closing makes all of them forget the key.
 */
public final class PreparedCmacs implements AutoCloseable {

    /** Places that are neighbours in memory would be one cache line. */
    private static final int APART = 16;

    private static final int PLACES =
            Integer.highestOneBit(Math.min(64, 4 * Runtime.getRuntime().availableProcessors()));

    private final Jca jca;
    private final SecretBytes key;
    private final AtomicReferenceArray<@Nullable AesCmac> spare = new AtomicReferenceArray<>(PLACES * APART);
    private volatile boolean closed;

    /**
     * CMACs under one key.
     *
     * @param jca where the primitive comes from
     * @param key the key, 32 bytes; stays the caller's
     */
    public PreparedCmacs(Jca jca, SecretBytes key) {
        this.jca = jca;
        this.key = key;
    }

    /**
     * Lends one to a function, for it alone.
     *
     * @param <R> the type of the function's result
     * @param function what to do with it; does not close it
     * @return what the function returns
     * @throws IllegalStateException if the key was closed
     */
    public <R> R use(Function<AesCmac, R> function) {
        int place = place();
        AesCmac kept = spare.getAndSet(place, null);
        AesCmac cmac = kept == null ? new AesCmac(jca, key) : kept;
        boolean usable = false;
        try {
            R result = function.apply(cmac);
            usable = true;
            return result;
        } finally {
            if (!usable || !spare.compareAndSet(place, null, cmac)) {
                cmac.close();
            } else if (closed) {
                forget(place);
            }
        }
    }

    /** Makes all of them forget the key; those in use do when they are given back. */
    @Override
    public void close() {
        closed = true;
        for (int place = 0; place < spare.length(); place += APART) {
            forget(place);
        }
    }

    private void forget(int place) {
        AesCmac cmac = spare.getAndSet(place, null);
        if (cmac != null) {
            cmac.close();
        }
    }

    private static int place() {
        // Fibonacci hashing: ids of the threads of a pool are neighbours
        long hash = Thread.currentThread().getId() * 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash >>> 58) % PLACES * APART;
    }
}
