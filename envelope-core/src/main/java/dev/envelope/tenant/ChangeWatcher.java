package dev.envelope.tenant;

import dev.envelope.EnvelopeException;
import dev.envelope.internal.thread.DaemonThreads;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Learns which tenants other processes have changed: by asking the store every few seconds, and at once where the store
 * pushes.
 */
final class ChangeWatcher implements AutoCloseable {

    /** What happens to those who keep something of the store's in memory. */
    interface Reaction {

        /** Tenants were changed: by other processes, or by this one. */
        void changed(List<String> tenantIds);

        /** The store is older than it was: put back from a backup. Anything may have changed. */
        void wentBack();
    }

    private static final System.Logger LOG = System.getLogger("dev.envelope.tenant");
    private static final long UNKNOWN = -1;

    private final TenantKeyStore store;
    private final Supplier<Deadline> deadline;
    private final Reaction reaction;
    private final AtomicLong position = new AtomicLong(UNKNOWN);
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean pushed = new AtomicBoolean();
    // One poll at a time, so that positions do not go back by themselves. Never waited for by a thread that encrypts.
    private final ReentrantLock polling = new ReentrantLock();
    private final ScheduledThreadPoolExecutor thread;
    private final ScheduledFuture<?> polls;
    private final TenantKeyStore.Subscription subscription;

    ChangeWatcher(TenantKeyStore store, Duration interval, Supplier<Deadline> deadline, Reaction reaction) {
        this.store = store;
        this.deadline = deadline;
        this.reaction = reaction;
        this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.factory("envelope-tenant-changes"));
        this.polls = thread.scheduleWithFixedDelay(
                this::pollQuietly, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        this.subscription = store.subscribe(this::push);
    }

    /**
     * To be called before anything is read that is to be kept: from here on no change is missed. Asks the store once.
     */
    void begin(Deadline limit) {
        if (position.get() == UNKNOWN) {
            position.compareAndSet(UNKNOWN, store.position(limit));
        }
    }

    /** Asks the store what has changed. */
    void poll() {
        polling.lock();
        try {
            boolean more = position.get() != UNKNOWN;
            while (more) {
                long from = position.get();
                TenantChanges changes = store.changesSince(from, deadline.get());
                if (changes.position() < from) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "The tenant key store ''{0}'' went back from change {1} to {2}: it was put back from a backup."
                                    + " Replay the receipts of what was shredded since.",
                            store.name(),
                            from,
                            changes.position());
                    reaction.wentBack();
                }
                reaction.changed(changes.tenantIds());
                position.set(changes.position());
                more = changes.more();
            }
        } finally {
            polling.unlock();
        }
    }

    @Override
    public void close() {
        subscription.close();
        polls.cancel(false);
        thread.shutdownNow();
    }

    private void push() {
        if (pushed.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    pushed.set(false);
                    pollQuietly();
                });
            } catch (RejectedExecutionException e) {
                // Closed meanwhile: there is nothing left to keep up to date.
            }
        }
    }

    private void pollQuietly() {
        try {
            poll();
            failing.set(false);
        } catch (EnvelopeException e) {
            // Once for each outage. What is in memory serves to its maximum age meanwhile.
            if (failing.compareAndSet(false, true) && !thread.isShutdown()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The tenant key store ''{0}'' can''t be asked what has changed [{1}]: until it can, keys that were"
                                + " withdrawn elsewhere serve to their maximum age here.",
                        store.name(),
                        e.code());
            }
        } catch (RuntimeException | Error e) {
            // Errors too: a task of a scheduler that throws is never run again, and no one would learn of withdrawn
            // keys.
            if (failing.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Looking for changed tenants in ''{0}'' failed with {1}",
                        store.name(),
                        e.getClass().getName());
            }
        }
    }
}
