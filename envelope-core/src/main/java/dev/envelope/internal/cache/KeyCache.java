package dev.envelope.internal.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.KekException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyCaching;
import dev.envelope.Outcome;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.thread.DaemonThreads;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were loaded, for a while, as {@link KeyCaching} says. Safe for use by several threads.
 *
 * <p>Caffeine maps each name to the future of its key, so that all who want the same key wait for one load. A load runs on a
 * thread of its own, with a time limit of its own: who stops waiting, by a deadline or an interrupt, takes nothing from the
 * others.
 *
 * @param <K> by what keys are told apart; a value
 * @param <V> the type of the keys
 */
public final class KeyCache<K, V> implements AutoCloseable {

    /** Where keys are loaded unless the application has said something else. */
    public static final Executor LIBRARY_THREADS = DaemonThreads.unlimited("envelope-key-load");

    /**
     * Looks for keys that are too old. A cache plans that anew with each load, at first for days later, and the JDK's own scheduler keeps
     * what was cancelled until its time comes; this one does not.
     */
    static final ScheduledThreadPoolExecutor EXPIRY = DaemonThreads.scheduled("envelope-key-expiry");

    /**
     * What is remembered for the negative age. Anything else may be gone with the next call. Versions of tenants' keys have
     * random names, so one that was asked for is not created later.
     */
    private static final Set<ErrorCode> REMEMBERED = Set.of(
            ErrorCode.KEK_NOT_FOUND, ErrorCode.ACCESS_DENIED, ErrorCode.TENANT_NOT_FOUND, ErrorCode.NO_KEY_OF_TENANT);

    /** A key that is too old when it arrives stays for this time, for those who waited for it to take hold of it. */
    private static final long ARRIVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final KeyCaching settings;
    private final Duration loadTimeout;
    private final AgeClock clock;
    private final @Nullable Consumer<V> wipe;
    private final Function<K, String> kekName;
    private final Events events;
    private final Executor loaders;
    private final long maximumAgeNanos;
    private final long refreshAgeNanos;
    private final long refreshPauseNanos;
    private final AsyncCache<K, CachedKey<V>> keys;
    private final ConcurrentMap<K, CompletableFuture<CachedKey<V>>> futures;
    private final Cache<K, EnvelopeException> refusals;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder failedLoads = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile boolean closed;

    /**
     * An empty cache.
     *
     * @param settings what to keep, and for how long
     * @param loadTimeout how long one load may take
     * @param clock tells ages
     * @param wipe what to do with a key that no one holds any more; null if nothing has to be done
     * @param kekName what a key is called where it is reported
     * @param events where hits, misses and evictions are reported
     */
    public KeyCache(
            KeyCaching settings,
            Duration loadTimeout,
            AgeClock clock,
            @Nullable Consumer<V> wipe,
            Function<K, String> kekName,
            Events events) {
        this.settings = settings;
        this.loadTimeout = loadTimeout;
        this.clock = clock;
        this.wipe = wipe;
        this.kekName = kekName;
        this.events = events;
        this.loaders = settings.executor().orElse(LIBRARY_THREADS);
        this.maximumAgeNanos = settings.maximumAge().toNanos();
        this.refreshAgeNanos = settings.refreshAge().toNanos();
        // A refresh that failed is tried again a few times before the key is too old, and not at each use.
        this.refreshPauseNanos = Math.max(1, (maximumAgeNanos - refreshAgeNanos) / 4);
        this.keys = Caffeine.newBuilder()
                .maximumSize(settings.maximumSize())
                .expireAfter(new OfCreation())
                .ticker(clock.nanoTime()::getAsLong)
                // So that a key that is too old is wiped even if no one asks for anything any more.
                .scheduler(Scheduler.forScheduledExecutorService(EXPIRY))
                .executor(Runnable::run)
                .removalListener(this::removed)
                .buildAsync();
        this.futures = keys.asMap();
        this.refusals = Caffeine.newBuilder()
                .maximumSize(settings.maximumSize())
                .expireAfterWrite(settings.negativeAge())
                .ticker(clock.nanoTime()::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Where a key comes from that is not in the cache.
     *
     * @param <V> the type of the key
     */
    @FunctionalInterface
    public interface Loader<V> {

        /**
         * Loads a key.
         *
         * @param deadline when to give up
         * @return the key, which the caller owns
         */
        V load(Deadline deadline);
    }

    /**
     * Where several keys come from.
     *
     * @param <K> by what keys are told apart
     * @param <V> the type of the keys
     */
    @FunctionalInterface
    public interface BatchLoader<K, V> {

        /**
         * Loads keys.
         *
         * @param names which
         * @param deadline when to give up
         * @return an outcome for each, in the same order; the caller owns the keys
         */
        List<Outcome<V>> load(List<K> names, Deadline deadline);
    }

    /**
     * A key is held up to the maximum age since it was asked for. By the time that Caffeine goes by, lest a clock that moves on
     * in between makes it shorter.
     */
    private final class OfCreation implements Expiry<K, CachedKey<V>> {

        @Override
        public long expireAfterCreate(K name, CachedKey<V> cached, long now) {
            return Math.max(ARRIVAL_NANOS, maximumAgeNanos - cached.nanosUntil(now));
        }

        @Override
        public long expireAfterUpdate(K name, CachedKey<V> cached, long now, long current) {
            return expireAfterCreate(name, cached, now);
        }

        @Override
        public long expireAfterRead(K name, CachedKey<V> cached, long now, long current) {
            return current;
        }
    }

    /**
     * Takes hold of a key, and loads it if it is not here.
     *
     * @param name which key
     * @param loader where it comes from
     * @param deadline when to stop waiting
     * @return the use of the key, which the caller closes
     */
    public KeyHandle<V> hold(K name, Loader<V> loader, Deadline deadline) {
        return hold(name, loader, deadline, null);
    }

    /**
     * Takes hold of several keys, and loads those that are not here in one go. Who wants one of these meanwhile, alone or
     * with others, waits for this load, and this call for one of others.
     *
     * @param names which keys; one may be named several times
     * @param loader where they come from
     * @param deadline when to stop waiting
     * @return for each name, in the same order, the use of the key, which the caller closes, or the failure
     */
    public List<Outcome<KeyHandle<V>>> holdAll(List<K> names, BatchLoader<K, V> loader, Deadline deadline) {
        Map<K, CompletableFuture<CachedKey<V>>> claimed = claimMissing(names);
        if (!claimed.isEmpty()) {
            load(List.copyOf(claimed.keySet()), List.copyOf(claimed.values()), loader);
        }
        List<Outcome<KeyHandle<V>>> held = new ArrayList<>(names.size());
        for (K name : names) {
            Loader<V> alone = limit -> loader.load(List.of(name), limit).get(0).orElseThrow();
            try {
                held.add(Outcome.success(hold(name, alone, deadline, claimed.remove(name))));
            } catch (EnvelopeException e) {
                held.add(Outcome.failure(e));
            } catch (Error e) {
                // No one gets to close those that are held already.
                held.stream()
                        .filter(Outcome::isSuccess)
                        .forEach(one -> one.orElseThrow().close());
                throw e;
            }
        }
        return held;
    }

    /** Futures of those keys that are not here, or too old, and not about to be here: this call is to complete them. */
    private Map<K, CompletableFuture<CachedKey<V>>> claimMissing(List<K> names) {
        Map<K, CompletableFuture<CachedKey<V>>> claimed = new LinkedHashMap<>();
        for (K name : keeps() ? names : List.<K>of()) {
            @Nullable CompletableFuture<CachedKey<V>> there = futures.get(name);
            if (there != null && there.isDone() && !there.isCompletedExceptionally()) {
                CachedKey<V> cached = there.join();
                if (cached.ageNanos() >= maximumAgeNanos) {
                    evict(name, there, cached, EvictionCause.AGE);
                    there = null;
                }
            }
            CompletableFuture<CachedKey<V>> claim = new CompletableFuture<>();
            if (there == null && refusals.getIfPresent(name) == null && futures.putIfAbsent(name, claim) == null) {
                missed(name);
                claimed.put(name, claim);
            }
        }
        return claimed;
    }

    private KeyHandle<V> hold(
            K name, Loader<V> loader, Deadline deadline, @Nullable CompletableFuture<CachedKey<V>> claimed) {
        boolean missed = claimed != null;
        @Nullable CompletableFuture<CachedKey<V>> own = claimed;
        while (true) {
            if (own == null && !keeps()) {
                return new KeyHandle<>(loaded(loader, deadline));
            }
            @Nullable CompletableFuture<CachedKey<V>> future = own == null ? futures.get(name) : own;
            // Whoever waited for a load has an answer that was given to this very call, however old it counts as.
            boolean waited = own != null || future == null || !future.isDone();
            own = null;
            if (future == null) {
                refuseIfRefusedBefore(name);
            }
            if (waited && !missed) {
                missed = true;
                missed(name);
            }
            if (future == null) {
                CompletableFuture<CachedKey<V>> claim = new CompletableFuture<>();
                future = futures.putIfAbsent(name, claim);
                if (future == null) {
                    future = claim;
                    load(name, claim, loader);
                }
            }
            CachedKey<V> cached = result(name, future, deadline);
            long age = cached.ageNanos();
            if (!waited && age >= maximumAgeNanos) {
                evict(name, future, cached, EvictionCause.AGE);
            } else if (!cached.countUse(settings.maximumUses())) {
                evict(name, future, cached, EvictionCause.USES);
            } else if (cached.tryHold()) {
                if (!missed) {
                    hits.increment();
                    events.cacheHit(kekName.apply(name));
                }
                if (age < maximumAgeNanos && age >= refreshAgeNanos && cached.claimsRefresh(age, refreshPauseNanos)) {
                    refresh(name, future, cached, loader);
                }
                return new KeyHandle<>(cached);
            } else {
                futures.remove(name, future);
            }
        }
    }

    /**
     * Takes hold of a key as it is now, and keeps it in place of the one that is here. That one stays where loading fails,
     * unless the failure says that it may no longer be used.
     *
     * @param name which key
     * @param loader where it comes from
     * @param deadline when to give up
     * @return the use of the key, which the caller closes
     */
    public KeyHandle<V> holdAnew(K name, Loader<V> loader, Deadline deadline) {
        refusals.invalidate(name);
        @Nullable CompletableFuture<CachedKey<V>> present = keeps() ? futures.get(name) : null;
        if (present == null) {
            return hold(name, loader, deadline);
        }
        CachedKey<V> fresh;
        try {
            fresh = loaded(loader, deadline);
        } catch (EnvelopeException e) {
            if (endsUse(e)) {
                futures.remove(name, present);
            }
            throw e;
        }
        // Held before the cache may let go of it, and used by this very caller.
        fresh.tryHold();
        fresh.countUse(settings.maximumUses());
        replace(name, present, fresh);
        return new KeyHandle<>(fresh);
    }

    /**
     * Takes hold of a key if it is here.
     *
     * @param name which key
     * @return the use of the key, which the caller closes; null if it is not here
     */
    public @Nullable KeyHandle<V> holdIfPresent(K name) {
        @Nullable CompletableFuture<CachedKey<V>> future = keeps() ? futures.get(name) : null;
        if (future == null || !future.isDone() || future.isCompletedExceptionally()) {
            return null;
        }
        CachedKey<V> cached = future.join();
        if (cached.ageNanos() >= maximumAgeNanos || !cached.countUse(settings.maximumUses()) || !cached.tryHold()) {
            return null;
        }
        hits.increment();
        events.cacheHit(kekName.apply(name));
        return new KeyHandle<>(cached);
    }

    /**
     * Drops a key, and what is remembered of its refusal. Those who hold it go on.
     *
     * @param name which key
     */
    public void drop(K name) {
        futures.remove(name);
        refusals.invalidate(name);
    }

    /**
     * Drops keys, and what is remembered of their refusal.
     *
     * @param which tells which
     */
    public void dropIf(Predicate<K> which) {
        // What is too old and has not gone yet is passed by.
        keys.synchronous().cleanUp();
        futures.keySet().removeIf(which);
        refusals.asMap().keySet().removeIf(which);
    }

    /** Drops all keys. */
    public void clear() {
        // Not one by one, which passes by what is too old and has not gone yet.
        keys.synchronous().invalidateAll();
        refusals.invalidateAll();
    }

    /**
     * Drops all keys, and keeps none from now on: whoever still asks for one gets it to himself, and it is wiped when he is done.
     * Closing again does nothing.
     */
    @Override
    public void close() {
        closed = true;
        clear();
    }

    /**
     * Returns what was counted.
     *
     * @return the statistics
     */
    public KeyCacheStats stats() {
        keys.synchronous().cleanUp();
        long oldest = keys.synchronous().asMap().values().stream()
                .mapToLong(CachedKey::ageNanos)
                .max()
                .orElse(0);
        return new KeyCacheStats(
                keys.synchronous().estimatedSize(),
                hits.sum(),
                misses.sum(),
                loads.sum(),
                failedLoads.sum(),
                evictions.sum(),
                Duration.ofNanos(oldest));
    }

    /** Returns the number of keys. */
    @Override
    public String toString() {
        return "KeyCache[" + futures.size() + " keys]";
    }

    private void refuseIfRefusedBefore(K name) {
        @Nullable EnvelopeException refusal = refusals.getIfPresent(name);
        if (refusal != null) {
            throw refusal;
        }
    }

    private void missed(K name) {
        misses.increment();
        events.cacheMiss(kekName.apply(name));
    }

    private void load(K name, CompletableFuture<CachedKey<V>> future, Loader<V> loader) {
        load(List.of(name), List.of(future), (names, limit) -> List.of(Outcome.success(loader.load(limit))));
    }

    private void load(List<K> names, List<CompletableFuture<CachedKey<V>>> claims, BatchLoader<K, V> loader) {
        start(
                () -> {
                    AgeClock.Moment asked = clock.now();
                    try {
                        List<Outcome<V>> outcomes = loader.load(names, Deadline.after(loadTimeout, clock.nanoTime()));
                        for (int i = 0; i < claims.size(); i++) {
                            end(names.get(i), claims.get(i), outcomes.get(i), asked);
                        }
                    } catch (Throwable e) {
                        for (int i = 0; i < claims.size(); i++) {
                            fail(names.get(i), claims.get(i), e);
                        }
                    }
                },
                e -> {
                    for (int i = 0; i < claims.size(); i++) {
                        claims.get(i)
                                .completeExceptionally(failed(KekUnavailableException.unavailable(
                                        kekName.apply(names.get(i)), "no thread was free to ask it", e)));
                    }
                });
    }

    private void end(K name, CompletableFuture<CachedKey<V>> claim, Outcome<V> outcome, AgeClock.Moment asked) {
        if (outcome.isSuccess()) {
            loads.increment();
            claim.complete(cached(outcome.orElseThrow(), asked));
            if (closed) {
                // Claimed when closing had dropped all others.
                futures.remove(name, claim);
            }
        } else {
            fail(name, claim, outcome.failure().orElseThrow());
        }
    }

    private void fail(K name, CompletableFuture<CachedKey<V>> claim, Throwable e) {
        if (claim.isDone()) {
            return;
        }
        failedLoads.increment();
        remember(name, claim, e);
        claim.completeExceptionally(failed(e));
    }

    private void refresh(K name, CompletableFuture<CachedKey<V>> future, CachedKey<V> aging, Loader<V> loader) {
        start(
                () -> {
                    try {
                        CachedKey<V> fresh = loaded(loader, Deadline.after(loadTimeout, clock.nanoTime()));
                        replace(name, future, fresh);
                    } catch (EnvelopeException e) {
                        if (endsUse(e)) {
                            remember(name, future, e);
                            evict(name, future, aging, EvictionCause.DROPPED);
                        }
                    } catch (RuntimeException e) {
                        // Counted; the key serves to its maximum age, and the load that follows tells its caller.
                    }
                },
                e -> {});
    }

    /** Not where it was dropped meanwhile: what was loaded may be older than the reason for that. */
    private void replace(K name, CompletableFuture<CachedKey<V>> present, CachedKey<V> fresh) {
        if (!futures.replace(name, present, CompletableFuture.completedFuture(fresh))) {
            fresh.retire();
        }
    }

    private boolean keeps() {
        return settings.isOn() && !closed;
    }

    private static boolean endsUse(EnvelopeException failure) {
        return failure.code().dropsCachedKeys() || REMEMBERED.contains(failure.code());
    }

    private void start(Runnable load, Consumer<RejectedExecutionException> otherwise) {
        try {
            loaders.execute(load);
        } catch (RejectedExecutionException e) {
            otherwise.accept(e);
        }
    }

    private CachedKey<V> loaded(Loader<V> loader, Deadline deadline) {
        AgeClock.Moment asked = clock.now();
        try {
            CachedKey<V> cached = cached(loader.load(deadline), asked);
            loads.increment();
            return cached;
        } catch (Throwable e) {
            failedLoads.increment();
            throw e;
        }
    }

    private CachedKey<V> cached(V key, AgeClock.Moment asked) {
        return new CachedKey<>(key, wipe, clock, asked, refreshAgeNanos);
    }

    private void remember(K name, CompletableFuture<CachedKey<V>> future, Throwable failure) {
        if (failure instanceof EnvelopeException e && REMEMBERED.contains(e.code())) {
            refusals.put(name, e);
        }
        if (futures.get(name) != future) {
            // It was dropped meanwhile, and what was asked before that does not count any more.
            refusals.invalidate(name);
        }
    }

    private CachedKey<V> result(K name, CompletableFuture<CachedKey<V>> future, Deadline deadline) {
        try {
            return future.isDone()
                    ? future.get()
                    : future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw KekUnavailableException.timedOut(kekName.apply(name), deadline.allowed(), e);
        } catch (InterruptedException e) {
            throw new CallInterruptedException(kekName.apply(name), e);
        } catch (CancellationException e) {
            throw classified(name, causeOf(e));
        } catch (ExecutionException e) {
            throw new AssertionError("loads end with a key or a cancellation", e);
        }
    }

    /** Caffeine logs any exception but a cancellation with which a load ends, and our callers get theirs thrown. */
    private static Throwable failed(Throwable thrown) {
        return new CancellationException("A key could not be loaded").initCause(thrown);
    }

    /** Newer JDKs put the cancellation into another one when it is thrown, or not, depending on who waited. */
    private static Throwable causeOf(CancellationException cancellation) {
        Throwable cause = cancellation;
        while (cause instanceof CancellationException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private EnvelopeException classified(K name, Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof EnvelopeException failure
                ? failure
                : KekException.unclassified(kekName.apply(name), (RuntimeException) thrown);
    }

    private void evict(K name, CompletableFuture<CachedKey<V>> future, CachedKey<V> cached, EvictionCause cause) {
        cached.evictedFor(cause);
        futures.remove(name, future);
    }

    private void removed(@Nullable K name, @Nullable CachedKey<V> cached, RemovalCause cause) {
        if (name == null || cached == null) {
            return;
        }
        evictions.increment();
        EvictionCause known = cached.evictionCause();
        try {
            events.cacheEvicted(kekName.apply(name), known == null ? evictionCause(cause) : known);
        } finally {
            cached.retire();
        }
    }

    private static EvictionCause evictionCause(RemovalCause cause) {
        return switch (cause) {
            case EXPIRED -> EvictionCause.AGE;
            case SIZE -> EvictionCause.SIZE;
            case REPLACED -> EvictionCause.REFRESHED;
            case EXPLICIT, COLLECTED -> EvictionCause.DROPPED;
        };
    }
}
