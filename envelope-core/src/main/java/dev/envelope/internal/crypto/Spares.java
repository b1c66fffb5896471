package dev.envelope.internal.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is dear to make and served one use at a time, kept for the next use: whoever takes one has it alone until it is given
 * back. There are never more than were in use at the same moment, and not one for each thread: threads may be many and short-lived.
 *
 * <p>Safe for use by several threads, without a lock. A thread looks first where it put back what it had last, and these places
 * lie apart, so that threads contend neither for a spare nor for a cache line.
 *
 * @param <T> the type of what is kept
 */
final class Spares<T> {

    /** Places that are neighbours in memory would be one cache line. */
    private static final int APART = 16;

    private static final int PLACES_BITS = 32
            - Integer.numberOfLeadingZeros(Math.min(64, 4 * Runtime.getRuntime().availableProcessors()) - 1);

    private static final int PLACES = 1 << PLACES_BITS;

    private final AtomicReferenceArray<@Nullable T> kept = new AtomicReferenceArray<>(PLACES * APART);
    private final Supplier<T> make;
    private final Consumer<T> discard;

    /** None yet. One that there is no place for when it is given back is discarded. */
    Spares(Supplier<T> make, Consumer<T> discard) {
        this.make = make;
        this.discard = discard;
    }

    /** One that no one uses, or else a new one. */
    T take() {
        int own = place(Thread.currentThread().getId());
        for (int i = 0; i < PLACES; i++) {
            int place = ((own + i) & (PLACES - 1)) * APART;
            if (kept.get(place) != null) {
                @Nullable T spare = kept.getAndSet(place, null);
                if (spare != null) {
                    return spare;
                }
            }
        }
        return make.get();
    }

    /** Keeps one for the next use. */
    void giveBack(T spare) {
        int own = place(Thread.currentThread().getId());
        for (int i = 0; i < PLACES; i++) {
            int place = ((own + i) & (PLACES - 1)) * APART;
            if (kept.get(place) == null && kept.compareAndSet(place, null, spare)) {
                return;
            }
        }
        discard.accept(spare);
    }

    /** Discards all that are kept. */
    void discardAll() {
        for (int place = 0; place < kept.length(); place += APART) {
            @Nullable T spare = kept.getAndSet(place, null);
            if (spare != null) {
                discard.accept(spare);
            }
        }
    }

    /** Where a thread looks first. */
    static int place(long threadId) {
        // Fibonacci hashing: ids of the threads of a pool are neighbours
        return (int) ((threadId * 0x9E37_79B9_7F4A_7C15L) >>> (Long.SIZE - PLACES_BITS));
    }
}
