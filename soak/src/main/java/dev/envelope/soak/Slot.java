package dev.envelope.soak;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The place of one record, and what is true of it. One thread at a time writes; others read meanwhile, and find what was true
 * before, or what will be.
 */
final class Slot {

    /**
     * A state of the record. Each write has a revision of its own, a deletion too.
     *
     * @param revision its number
     * @param present whether there is a row
     */
    record State(long revision, boolean present) {

        State next(boolean nextPresent) {
            return new State(revision + 1, nextPresent);
        }
    }

    /**
     * What is known at some time.
     *
     * @param settled what is true
     * @param maybe what may be true already, because it is being written
     */
    record Truth(State settled, State maybe) {}

    private final long id;
    private final Owner owner;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Truth truth;

    Slot(long id, Owner owner) {
        this.id = id;
        this.owner = owner;
        State empty = new State(0, false);
        this.truth = new Truth(empty, empty);
    }

    long id() {
        return id;
    }

    Owner owner() {
        return owner;
    }

    /** The right to write, or false if another thread has it. */
    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    Truth truth() {
        return truth;
    }

    void begin(State next) {
        truth = new Truth(truth.settled, next);
    }

    void settle(State state) {
        truth = new Truth(state, state);
    }

    /** Whether a row can be, for someone who asked what is known before it was read, and again after. */
    static boolean allows(Truth before, Optional<StoredRecord> row, Truth after) {
        if (!before.equals(after)) {
            return row.filter(stored ->
                            stored.revision() < before.settled.revision || stored.revision() > after.maybe.revision)
                    .isEmpty();
        }
        return is(before.settled, row) || is(before.maybe, row);
    }

    private static boolean is(State state, Optional<StoredRecord> row) {
        return row.map(stored -> state.present && stored.revision() == state.revision)
                .orElse(!state.present);
    }

    @Override
    public String toString() {
        return "record " + id + " of " + owner;
    }
}
