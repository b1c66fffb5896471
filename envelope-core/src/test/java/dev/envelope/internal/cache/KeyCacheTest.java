package dev.envelope.internal.cache;

import static java.util.Collections.synchronizedList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyCaching;
import dev.envelope.Outcome;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyCacheTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Loads run in the calling thread, unless a test wants them elsewhere. */
    private static final KeyCaching CACHING =
            KeyCaching.defaults().withMaximumAge(MINUTE).withExecutor(Runnable::run);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wallMillis = new AtomicLong(1_800_000_000_000L);
    private final AtomicInteger loads = new AtomicInteger();
    private final List<EvictionCause> evictions = synchronizedList(new ArrayList<>());
    private final List<String> accesses = synchronizedList(new ArrayList<>());
    private Runnable onMiss = () -> {};
    private final List<List<String>> asked = synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    // ---------------------------------------------------------------- age

    @Test
    void a_key_is_loaded_once_and_served_to_its_maximum_age() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));

        use(cache, "a");
        advance(MINUTE.minusNanos(1));
        use(cache, "a");

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_key_of_the_maximum_age_is_not_served() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));
        Key first = use(cache, "a");

        advance(MINUTE);
        Key second = use(cache, "a");

        assertThat(second).isNotSameAs(first);
        assertThat(first.wiped).isTrue();
    }

    @Test
    void use_does_not_prolong_the_age() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));

        for (int i = 0; i < 12; i++) {
            use(cache, "a");
            advance(Duration.ofSeconds(10));
        }

        assertThat(loads).hasValue(2);
    }

    @Test
    void the_age_counts_from_when_the_key_was_asked_for() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));
        cache.hold("a", deadline -> load(Duration.ofSeconds(50)), deadline()).close();

        advance(Duration.ofSeconds(10));
        use(cache, "a");

        assertThat(loads).hasValue(2);
    }

    @Test
    void a_key_that_took_longer_than_its_maximum_age_serves_who_waited_for_it() {
        KeyCache<String, Key> cache = cache(CACHING);

        cache.hold("a", deadline -> load(MINUTE.multipliedBy(2)), deadline()).close();

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_key_that_took_its_maximum_age_is_not_refreshed_at_once() {
        KeyCache<String, Key> cache = cache(CACHING);

        cache.hold("a", deadline -> load(MINUTE), deadline()).close();

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_key_that_no_one_asks_for_is_wiped_at_its_age_since_it_was_asked_for() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));
        Key key;
        try (KeyHandle<Key> held = cache.hold("a", deadline -> load(Duration.ofSeconds(50)), deadline())) {
            key = held.key();
        }

        advance(Duration.ofSeconds(12));
        cache.stats();

        assertThat(key.wiped).isTrue();
    }

    @Test
    void time_that_only_the_wall_clock_saw_counts() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));
        use(cache, "a");

        wallMillis.addAndGet(MINUTE.toMillis());
        use(cache, "a");

        assertThat(loads).hasValue(2);
    }

    @Test
    void a_wall_clock_that_is_set_back_does_not_prolong_the_age() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));
        use(cache, "a");

        advance(MINUTE);
        wallMillis.addAndGet(-Duration.ofHours(1).toMillis());
        use(cache, "a");

        assertThat(loads).hasValue(2);
    }

    @Test
    void a_key_that_no_one_asks_for_is_wiped_at_its_age() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key key = use(cache, "a");

        advance(MINUTE.plusSeconds(2));
        cache.stats();

        assertThat(key.wiped).isTrue();
        assertThat(evictions).containsExactly(EvictionCause.AGE);
    }

    // ---------------------------------------------------------------- size and uses

    @Test
    void no_more_keys_are_kept_than_the_maximum() {
        KeyCache<String, Key> cache = cache(CACHING.withMaximumSize(3));

        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add(use(cache, "key" + i));
        }

        assertThat(cache.stats().size()).isEqualTo(3);
        assertThat(keys).filteredOn(key -> !key.wiped.get()).hasSize(3);
        assertThat(evictions).hasSize(7).containsOnly(EvictionCause.SIZE);
    }

    @Test
    void a_key_is_used_no_more_often_than_the_maximum() {
        KeyCache<String, Key> cache = cache(CACHING.withMaximumUses(2));

        for (int i = 0; i < 5; i++) {
            use(cache, "a");
        }

        assertThat(loads).hasValue(3);
        assertThat(evictions).containsExactly(EvictionCause.USES, EvictionCause.USES);
    }

    // ---------------------------------------------------------------- holders

    @Test
    void a_key_in_use_is_not_wiped_when_it_leaves_the_cache() {
        KeyCache<String, Key> cache = cache(CACHING);

        try (KeyHandle<Key> held = hold(cache, "a")) {
            cache.drop("a");
            assertThat(held.key().wiped).isFalse();
        }
    }

    @Test
    void a_key_that_left_the_cache_is_wiped_when_its_last_user_is_done() {
        KeyCache<String, Key> cache = cache(CACHING);
        KeyHandle<Key> first = hold(cache, "a");
        KeyHandle<Key> second = hold(cache, "a");
        Key key = first.key();

        cache.drop("a");
        first.close();
        boolean wipedByTheFirst = key.wiped.get();
        second.close();

        assertThat(wipedByTheFirst).isFalse();
        assertThat(key.wiped).isTrue();
    }

    @Test
    void closing_a_use_twice_does_not_end_anothers() {
        KeyCache<String, Key> cache = cache(CACHING);
        KeyHandle<Key> first = hold(cache, "a");
        try (KeyHandle<Key> second = hold(cache, "a")) {
            cache.drop("a");
            first.close();
            first.close();

            assertThat(second.key().wiped).isFalse();
        }
    }

    @Test
    void a_use_that_has_ended_gives_no_key() {
        KeyHandle<Key> held = hold(cache(CACHING), "a");
        held.close();

        assertThatThrownBy(held::key).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void users_and_eviction_on_many_threads_never_meet_a_wiped_key() throws Exception {
        KeyCache<String, Key> cache = cache(CACHING.withMaximumSize(2).withMaximumUses(50));
        AtomicInteger wipedInUse = new AtomicInteger();
        List<Callable<Void>> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int user = i;
            users.add(() -> {
                for (int round = 0; round < 5_000; round++) {
                    try (KeyHandle<Key> held = hold(cache, "key" + (round + user) % 4)) {
                        if (held.key().wiped.get()) {
                            wipedInUse.incrementAndGet();
                        }
                        if (round % 97 == 0) {
                            cache.drop("key" + round % 4);
                        }
                        if (held.key().wiped.get()) {
                            wipedInUse.incrementAndGet();
                        }
                    }
                }
                return null;
            });
        }

        for (Future<Void> done : threads.invokeAll(users)) {
            done.get();
        }

        assertThat(wipedInUse).hasValue(0);
    }

    @Test
    void a_key_that_is_dropped_while_it_is_loaded_is_wiped_and_loaded_anew() throws Exception {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(threads));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch wiped = new CountDownLatch(1);
        Key dropped = new Key();
        dropped.onWipe = wiped::countDown;
        // Who waited since before the drop may have this key or the next.
        Future<?> waiting = threads.submit(() -> {
            try (KeyHandle<Key> held = cache.hold(
                    "a",
                    deadline -> {
                        loading.countDown();
                        await(answer);
                        return answer.getCount() == 0 && wiped.getCount() == 1 ? dropped : new Key();
                    },
                    deadline())) {
                assertThat(held.key()).isNotNull();
            }
        });
        await(loading);

        cache.drop("a");
        answer.countDown();
        waiting.get();
        await(wiped);

        assertThat(use(cache, "a")).isNotSameAs(dropped);
    }

    @Test
    void what_is_dropped_while_it_is_loaded_is_loaded_anew_though_there_is_nothing_to_wipe() {
        KeyCache<String, Key> cache = cache(CACHING, null);

        cache.hold(
                        "a",
                        deadline -> {
                            if (loads.incrementAndGet() == 1) {
                                cache.drop("a");
                            }
                            return new Key();
                        },
                        deadline())
                .close();

        assertThat(loads).hasValue(2);
        assertThat(cache.holdIfPresent("a")).isNotNull();
    }

    @Test
    void what_needs_no_wiping_can_be_used_by_several_at_once() {
        KeyCache<String, Key> cache = cache(CACHING, null);

        try (KeyHandle<Key> one = hold(cache, "a");
                KeyHandle<Key> another = hold(cache, "a")) {
            assertThat(another.key()).isSameAs(one.key());
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void an_error_in_the_middle_of_a_list_lets_go_of_what_is_held_already() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key held = use(cache, "a");

        assertThatThrownBy(() -> cache.holdAll(
                        List.of("a", "b"),
                        (names, deadline) -> {
                            throw new StackOverflowError("made up by a test");
                        },
                        deadline()))
                .isInstanceOf(StackOverflowError.class);
        cache.drop("a");

        assertThat(held.wiped).isTrue();
    }

    // ---------------------------------------------------------------- lists

    @Test
    void a_list_is_loaded_in_one_go_and_each_name_once() {
        KeyCache<String, Key> cache = cache(CACHING);

        List<Key> keys = useAll(cache, "a", "b", "a");

        assertThat(asked).containsExactly(List.of("a", "b"));
        assertThat(keys.get(2)).isSameAs(keys.get(0)).isNotSameAs(keys.get(1));
        assertThat(accesses).containsExactly("miss cards", "miss cards", "hit cards");
    }

    @Test
    void a_list_loads_only_what_is_not_here() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key here = use(cache, "b");

        List<Key> keys = useAll(cache, "a", "b", "c");

        assertThat(asked).containsExactly(List.of("a", "c"));
        assertThat(keys.get(1)).isSameAs(here);
    }

    @Test
    void a_list_loads_anew_what_is_too_old() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(1));
        Key old = use(cache, "a");
        wallMillis.addAndGet(MINUTE.toMillis());

        List<Key> keys = useAll(cache, "a", "b");

        assertThat(asked).containsExactly(List.of("a", "b"));
        assertThat(keys).doesNotContain(old);
        assertThat(old.wiped).isTrue();
        assertThat(evictions).containsExactly(EvictionCause.AGE);
    }

    @Test
    void a_list_waits_for_what_is_about_to_be_here() throws Exception {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(threads));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Future<Key> first = threads.submit(() -> {
            try (KeyHandle<Key> held = cache.hold(
                    "a",
                    deadline -> {
                        loading.countDown();
                        await(answer);
                        return load(Duration.ZERO);
                    },
                    deadline())) {
                return held.key();
            }
        });
        await(loading);

        Future<List<Key>> list = threads.submit(() -> useAll(cache, "a", "b"));
        answer.countDown();

        assertThat(list.get().get(0)).isSameAs(first.get());
        assertThat(asked).containsExactly(List.of("b"));
    }

    @Test
    void a_refusal_in_a_list_is_remembered_and_does_not_touch_the_others() {
        KeyCache<String, Key> cache = cache(CACHING);
        EnvelopeException missing = KekUnusableException.notFound("cards", null, null);
        KeyCache.BatchLoader<String, Key> loader = (names, deadline) -> {
            asked.add(names);
            return names.stream()
                    .map(name -> name.equals("b") ? Outcome.<Key>failure(missing) : Outcome.success(new Key()))
                    .toList();
        };

        List<Outcome<KeyHandle<Key>>> first = cache.holdAll(List.of("a", "b", "c"), loader, deadline());
        List<Outcome<KeyHandle<Key>>> second = cache.holdAll(List.of("b", "d"), loader, deadline());

        assertThat(first).extracting(Outcome::isSuccess).containsExactly(true, false, true);
        assertThat(first.get(1).failure()).containsSame(missing);
        assertThat(second.get(0).failure()).containsSame(missing);
        assertThat(asked).containsExactly(List.of("a", "b", "c"), List.of("d"));
    }

    @Test
    void a_cache_that_is_off_loads_each_of_a_list_and_wipes_it_after_its_use() {
        KeyCache<String, Key> cache = cache(KeyCaching.off());

        List<Key> keys = useAll(cache, "a", "a");

        assertThat(asked).containsExactly(List.of("a"), List.of("a"));
        assertThat(keys).allSatisfy(key -> assertThat(key.wiped).isTrue());
    }

    @Test
    void a_list_of_which_no_thread_is_free_to_ask_is_an_outage_for_each() {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(task -> {
            throw new RejectedExecutionException("full");
        }));

        List<Outcome<KeyHandle<Key>>> held = cache.holdAll(
                List.of("a", "b"),
                (names, deadline) -> {
                    throw new AssertionError("asked");
                },
                deadline());

        assertThat(held)
                .extracting(outcome -> outcome.failure().orElseThrow().code())
                .containsExactly(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE);
    }

    // ---------------------------------------------------------------- if present

    @Test
    void a_key_that_is_here_is_held_without_a_load() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key key = use(cache, "a");

        assertThat(useIfPresent(cache)).isSameAs(key);
        assertThat(cache.stats().hits()).isEqualTo(1);
        assertThat(accesses).containsExactly("miss cards", "hit cards");
    }

    @Test
    void a_key_that_is_not_here_or_too_old_is_not_held() {
        KeyCache<String, Key> cache = cache(CACHING);

        assertThat(useIfPresent(cache)).isNull();
        use(cache, "a");
        wallMillis.addAndGet(MINUTE.toMillis());
        assertThat(useIfPresent(cache)).isNull();
        assertThat(cache.stats().hits()).isZero();
    }

    @Test
    void a_key_that_was_used_up_is_not_held() {
        KeyCache<String, Key> cache = cache(CACHING.withMaximumUses(1));
        use(cache, "a");

        assertThat(useIfPresent(cache)).isNull();
    }

    // ---------------------------------------------------------------- single flight

    @Test
    void a_hundred_cold_callers_cause_one_load() throws Exception {
        KeyCache<String, Key> cache = cache(KeyCaching.defaults());
        CountDownLatch answer = new CountDownLatch(1);
        List<Future<Key>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(threads.submit(() -> {
                try (KeyHandle<Key> held = cache.hold(
                        "a",
                        deadline -> {
                            await(answer);
                            return load(Duration.ZERO);
                        },
                        deadline())) {
                    return held.key();
                }
            }));
        }

        answer.countDown();

        Key key = callers.get(0).get();
        for (Future<Key> caller : callers) {
            assertThat(caller.get()).isSameAs(key);
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void a_caller_that_is_interrupted_takes_nothing_from_the_others() throws Exception {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(threads));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        KeyCache.Loader<Key> slow = deadline -> {
            loading.countDown();
            await(answer);
            return load(Duration.ZERO);
        };
        Future<Throwable> interrupted = threads.submit(() -> {
            Thread.currentThread().interrupt();
            return catchThrowableOfType(CallInterruptedException.class, () -> cache.hold("a", slow, deadline()));
        });
        assertThat(interrupted.get()).isNotNull();
        await(loading);

        answer.countDown();
        cache.hold("a", slow, deadline()).close();

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_caller_stops_waiting_at_its_own_deadline() {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(threads));

        assertThat(codeOf(() -> cache.hold(
                        "a",
                        deadline -> {
                            await(new CountDownLatch(1));
                            return load(Duration.ZERO);
                        },
                        Deadline.after(Duration.ofMillis(1)))))
                .isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    void an_executor_that_takes_no_task_is_an_outage() {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(task -> {
            throw new RejectedExecutionException("full");
        }));

        assertThat(codeOf(() -> hold(cache, "a"))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    // ---------------------------------------------------------------- failures

    @Test
    void an_outage_is_not_remembered() {
        KeyCache<String, Key> cache = cache(CACHING);
        assertThat(codeOf(() -> failing(cache, KekUnavailableException.unavailable("cards", null, null))))
                .isEqualTo(ErrorCode.UNAVAILABLE);

        use(cache, "a");

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_missing_key_is_remembered_for_the_negative_age() {
        KeyCache<String, Key> cache = cache(CACHING.withNegativeAge(Duration.ofSeconds(5)));
        codeOf(() -> failing(cache, KekUnusableException.notFound("cards", null, null)));

        assertThat(codeOf(() -> use(cache, "a"))).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        advance(Duration.ofSeconds(5));
        use(cache, "a");

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_denial_is_remembered_for_the_negative_age() {
        KeyCache<String, Key> cache = cache(CACHING);
        codeOf(() -> failing(cache, new KekAccessDeniedException("cards", null, null)));

        assertThat(codeOf(() -> use(cache, "a"))).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(loads).hasValue(0);
    }

    @Test
    void a_denial_of_one_key_does_not_touch_the_others() {
        KeyCache<String, Key> cache = cache(CACHING);
        use(cache, "b");
        codeOf(() -> failing(cache, new KekAccessDeniedException("cards", null, null)));

        use(cache, "b");

        assertThat(loads).hasValue(1);
    }

    @Test
    void a_refusal_that_was_asked_for_before_the_key_was_dropped_is_not_remembered() throws Exception {
        KeyCache<String, Key> cache = cache(CACHING.withExecutor(threads));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Future<ErrorCode> waiting = threads.submit(() -> codeOf(() -> cache.hold(
                        "a",
                        deadline -> {
                            loading.countDown();
                            await(answer);
                            throw KekUnusableException.notFound("cards", null, null);
                        },
                        deadline())
                .close()));
        await(loading);

        cache.drop("a");
        answer.countDown();

        assertThat(waiting.get()).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        assertThat(use(cache, "a")).isNotNull();
    }

    @Test
    void dropping_a_key_forgets_its_refusal() {
        KeyCache<String, Key> cache = cache(CACHING);
        codeOf(() -> failing(cache, KekUnusableException.notFound("cards", null, null)));

        cache.drop("a");
        use(cache, "a");

        assertThat(loads).hasValue(1);
    }

    @Test
    void what_a_loader_throws_outside_the_hierarchy_is_classified() {
        KeyCache<String, Key> cache = cache(CACHING);

        assertThat(codeOf(() -> failing(cache, new IllegalStateException("broken"))))
                .isEqualTo(ErrorCode.MISCONFIGURED);
    }

    // ---------------------------------------------------------------- refresh ahead

    @Test
    void a_key_in_use_is_refreshed_ahead_of_its_age() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        Key first = use(cache, "a");

        advance(Duration.ofSeconds(30));
        Key stillFirst = use(cache, "a");
        Key second = use(cache, "a");

        assertThat(stillFirst).isSameAs(first);
        assertThat(second).isNotSameAs(first);
        assertThat(first.wiped).isTrue();
        assertThat(evictions).containsExactly(EvictionCause.REFRESHED);
    }

    @Test
    void a_refreshed_key_serves_its_whole_age_again() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        use(cache, "a");
        advance(Duration.ofSeconds(30));
        use(cache, "a");

        advance(Duration.ofSeconds(29));
        use(cache, "a");
        advance(Duration.ofSeconds(10));
        cache.stats();

        assertThat(cache.stats().size()).isEqualTo(1);
    }

    @Test
    void a_refresh_that_fails_by_an_outage_leaves_the_key_to_its_age() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        Key key = use(cache, "a");
        advance(Duration.ofSeconds(30));

        failing(cache, KekUnavailableException.unavailable("cards", null, null));

        assertThat(use(cache, "a")).isSameAs(key);
        advance(Duration.ofSeconds(30));
        assertThat(codeOf(() -> failing(cache, KekUnavailableException.unavailable("cards", null, null))))
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void a_refresh_that_fails_is_not_tried_again_at_each_use() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        use(cache, "a");
        advance(Duration.ofSeconds(30));

        for (int i = 0; i < 100; i++) {
            failing(cache, KekUnavailableException.unavailable("cards", null, null));
        }

        assertThat(cache.stats().failedLoads()).isEqualTo(1);
    }

    @Test
    void a_refresh_that_fails_is_tried_again_after_a_quarter_of_the_rest() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        use(cache, "a");
        advance(Duration.ofSeconds(30));
        failing(cache, KekUnavailableException.unavailable("cards", null, null));

        advance(Duration.ofMillis(7_499));
        failing(cache, KekUnavailableException.unavailable("cards", null, null));
        long before = cache.stats().failedLoads();
        advance(Duration.ofMillis(1));
        failing(cache, KekUnavailableException.unavailable("cards", null, null));

        assertThat(before).isEqualTo(1);
        assertThat(cache.stats().failedLoads()).isEqualTo(2);
    }

    @Test
    void a_refresh_that_is_denied_drops_the_key() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        Key key = use(cache, "a");
        advance(Duration.ofSeconds(30));

        failing(cache, new KekAccessDeniedException("cards", null, null));

        assertThat(key.wiped).isTrue();
        assertThat(evictions).containsExactly(EvictionCause.DROPPED);
        assertThat(codeOf(() -> use(cache, "a"))).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void a_refresh_that_is_denied_after_the_key_was_dropped_is_not_remembered() {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5));
        use(cache, "a");
        advance(Duration.ofSeconds(30));
        cache.hold(
                        "a",
                        deadline -> {
                            cache.drop("a");
                            throw new KekAccessDeniedException("cards", null, null);
                        },
                        deadline())
                .close();

        assertThat(use(cache, "a")).isNotNull();
    }

    @Test
    void a_key_that_was_dropped_while_it_was_refreshed_stays_away() throws Exception {
        KeyCache<String, Key> cache = cache(CACHING.withRefreshAhead(0.5).withExecutor(threads));
        use(cache, "a");
        advance(Duration.ofSeconds(30));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        List<Key> refreshed = new ArrayList<>();
        CountDownLatch wiped = new CountDownLatch(1);
        cache.hold(
                        "a",
                        deadline -> {
                            loading.countDown();
                            await(answer);
                            Key key = load(Duration.ZERO);
                            key.onWipe = wiped::countDown;
                            refreshed.add(key);
                            return key;
                        },
                        deadline())
                .close();
        await(loading);

        cache.drop("a");
        answer.countDown();
        await(wiped);

        assertThat(use(cache, "a")).isNotIn(refreshed);
    }

    // ---------------------------------------------------------------- anew

    @Test
    void a_key_that_is_loaded_anew_takes_the_place_of_the_one_that_was_here() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key first = use(cache, "a");

        Key second = useAnew(cache);

        assertThat(first.wiped).isTrue();
        assertThat(use(cache, "a")).isSameAs(second);
        assertThat(cache.stats().loads()).isEqualTo(2);
    }

    @Test
    void an_outage_while_a_key_is_loaded_anew_leaves_the_one_that_is_here() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key first = use(cache, "a");

        failAnew(cache, KekUnavailableException.unavailable("cards", "it is down", null));

        assertThat(use(cache, "a")).isSameAs(first);
    }

    @Test
    void a_denial_while_a_key_is_loaded_anew_drops_the_one_that_is_here() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key first = use(cache, "a");

        failAnew(cache, new KekAccessDeniedException("cards", null, null));

        assertThat(first.wiped).isTrue();
    }

    @Test
    void a_key_that_was_dropped_while_it_was_loaded_anew_stays_away() {
        KeyCache<String, Key> cache = cache(CACHING);
        use(cache, "a");

        Key anew;
        try (KeyHandle<Key> held = cache.holdAnew(
                "a",
                deadline -> {
                    cache.drop("a");
                    return load(Duration.ZERO);
                },
                deadline())) {
            anew = held.key();
            assertThat(use(cache, "a")).isNotSameAs(anew);
        }
        assertThat(anew.wiped).isTrue();
    }

    @Test
    void a_refusal_that_is_remembered_is_no_reason_not_to_load_anew() {
        KeyCache<String, Key> cache = cache(CACHING);
        codeOf(() -> failing(cache, KekUnusableException.notFound("cards", null, null)));

        Key anew = useAnew(cache);

        assertThat(use(cache, "a")).isSameAs(anew);
    }

    @Test
    void a_key_that_was_loaded_anew_counts_its_first_use() {
        KeyCache<String, Key> cache = cache(CACHING.withMaximumUses(1));
        use(cache, "a");

        Key anew = useAnew(cache);

        assertThat(use(cache, "a")).isNotSameAs(anew);
    }

    // ---------------------------------------------------------------- off, statistics, secrets

    @Test
    void a_cache_that_is_off_loads_for_every_use_and_wipes_after_it() {
        KeyCache<String, Key> cache = cache(KeyCaching.off());

        Key first = use(cache, "a");
        use(cache, "a");

        assertThat(loads).hasValue(2);
        assertThat(first.wiped).isTrue();
    }

    @Test
    void hits_misses_loads_and_ages_are_counted() {
        KeyCache<String, Key> cache = cache(CACHING);
        use(cache, "a");
        use(cache, "a");
        use(cache, "b");
        codeOf(() -> cache.hold(
                "c",
                deadline -> {
                    throw KekUnavailableException.throttled("cards", null);
                },
                deadline()));
        advance(Duration.ofSeconds(10));
        cache.drop("b");

        assertThat(cache.stats()).isEqualTo(new KeyCacheStats(1, 1, 3, 2, 1, 1, Duration.ofSeconds(10)));
        assertThat(accesses).containsExactly("miss cards", "hit cards", "miss cards", "miss cards");
    }

    @Test
    void clearing_wipes_everything() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key a = use(cache, "a");
        Key b = use(cache, "b");

        cache.clear();

        assertThat(a.wiped).isTrue();
        assertThat(b.wiped).isTrue();
    }

    @Test
    void clearing_forgets_refusals_too() {
        KeyCache<String, Key> cache = cache(CACHING);
        codeOf(() -> failing(cache, KekUnusableException.notFound("cards", null, null)));

        cache.clear();
        use(cache, "a");

        assertThat(loads).hasValue(1);
    }

    @Test
    void those_that_are_named_are_dropped_and_the_refusals_of_their_names() {
        KeyCache<String, Key> cache = cache(CACHING);
        codeOf(() -> failing(cache, KekUnusableException.notFound("cards", null, null)));
        Key b = use(cache, "b");
        Key c = use(cache, "c");

        cache.dropIf(name -> !name.equals("c"));
        use(cache, "a");

        assertThat(b.wiped).isTrue();
        assertThat(c.wiped).isFalse();
    }

    @Test
    void those_that_are_named_are_dropped_although_they_are_too_old_already() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key key = use(cache, "a");
        advance(MINUTE.plusSeconds(2));

        cache.dropIf(name -> true);

        assertThat(key.wiped).isTrue();
    }

    @Test
    void a_key_that_was_missed_before_the_cache_was_closed_is_not_kept() {
        KeyCache<String, Key> cache = cache(CACHING);
        onMiss = cache::close;

        Key key = use(cache, "a");

        assertThat(key.wiped).isTrue();
        assertThat(cache.stats().size()).isZero();
    }

    @Test
    void closing_wipes_everything() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key key = use(cache, "a");

        cache.close();

        assertThat(key.wiped).isTrue();
    }

    @Test
    void a_key_that_is_loaded_while_the_cache_is_closed_serves_its_user_and_is_not_kept() {
        KeyCache<String, Key> cache = cache(CACHING);
        List<Key> loaded = new ArrayList<>();

        try (KeyHandle<Key> held = cache.hold(
                "a",
                deadline -> {
                    cache.close();
                    loaded.add(load(Duration.ZERO));
                    return loaded.get(loaded.size() - 1);
                },
                deadline())) {
            assertThat(held.key().wiped).isFalse();
        }

        assertThat(loaded).allSatisfy(key -> assertThat(key.wiped).isTrue());
    }

    @Test
    void a_key_of_a_list_that_no_one_waits_for_is_not_kept_once_the_cache_is_closed() {
        KeyCache<String, Key> cache = cache(CACHING);
        List<Key> loaded = new ArrayList<>();

        cache.holdAll(
                        List.of("a", "b"),
                        (names, deadline) -> {
                            cache.close();
                            List<Outcome<Key>> outcomes = new ArrayList<>();
                            for (int i = 0; i < names.size(); i++) {
                                loaded.add(load(Duration.ZERO));
                                outcomes.add(Outcome.success(loaded.get(loaded.size() - 1)));
                            }
                            return outcomes;
                        },
                        deadline())
                .forEach(outcome -> outcome.orElseThrow().close());

        assertThat(loaded).allSatisfy(key -> assertThat(key.wiped).isTrue());
    }

    @Test
    void keys_that_come_and_go_leave_nothing_planned_behind() {
        KeyCache<String, Key> cache = cache(CACHING);
        use(cache, "a");
        int before = KeyCache.EXPIRY.getQueue().size();

        assertThat(before).as("its age is planned there").isPositive();
        for (int i = 0; i < 100; i++) {
            use(cache, "a");
            advance(MINUTE);
            use(cache, "b");
            cache.clear();
        }

        assertThat(KeyCache.EXPIRY.getQueue().size() - before).isLessThan(10);
    }

    @Test
    void clearing_wipes_what_is_too_old_already_too() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key old = use(cache, "a");
        advance(MINUTE);

        cache.clear();

        assertThat(old.wiped).isTrue();
    }

    @Test
    void closing_wipes_everything_and_what_is_asked_for_afterwards_when_its_use_ends() {
        KeyCache<String, Key> cache = cache(CACHING);
        Key before = use(cache, "a");

        cache.close();
        Key after;
        try (KeyHandle<Key> held = hold(cache, "a")) {
            after = held.key();
            assertThat(after.wiped).isFalse();
        }

        assertThat(before.wiped).isTrue();
        assertThat(after.wiped).isTrue();
        assertThat(cache.stats().size()).isZero();
    }

    @Test
    void a_key_that_was_asked_for_anew_before_the_cache_was_closed_is_wiped_when_its_use_ends() {
        KeyCache<String, Key> cache = cache(CACHING);
        use(cache, "a");
        Key late;
        try (KeyHandle<Key> held = cache.holdAnew(
                "a",
                deadline -> {
                    cache.close();
                    return load(Duration.ZERO);
                },
                deadline())) {
            late = held.key();
        }

        assertThat(late.wiped).isTrue();
    }

    @Test
    void no_text_shows_a_key() {
        KeyCache<String, Key> cache = cache(CACHING);
        use(cache, "secret-name");

        assertThat(cache).hasToString("KeyCache[1 keys]");
    }

    // ---------------------------------------------------------------- fixture

    private static final class Key {

        final AtomicBoolean wiped = new AtomicBoolean();
        volatile Runnable onWipe = () -> {};

        void wipe() {
            assertThat(wiped.compareAndSet(false, true)).as("wiped once").isTrue();
            onWipe.run();
        }
    }

    private KeyCache<String, Key> cache(KeyCaching caching) {
        return cache(caching, Key::wipe);
    }

    private KeyCache<String, Key> cache(KeyCaching caching, @Nullable Consumer<Key> wipe) {
        EnvelopeListener listener = new EnvelopeListener() {
            @Override
            public void cacheHit(String kekName) {
                accesses.add("hit " + kekName);
            }

            @Override
            public void cacheMiss(String kekName) {
                accesses.add("miss " + kekName);
                onMiss.run();
            }

            @Override
            public void cacheEvicted(String kekName, EvictionCause cause) {
                evictions.add(cause);
            }
        };
        return new KeyCache<>(
                caching,
                Duration.ofSeconds(30),
                new AgeClock(nanos::get, () -> Instant.ofEpochMilli(wallMillis.get())),
                wipe,
                name -> "cards",
                new Events(List.of(listener)));
    }

    private Key load(Duration took) {
        advance(took);
        loads.incrementAndGet();
        return new Key();
    }

    private List<Key> useAll(KeyCache<String, Key> cache, String... names) {
        List<Key> keys = new ArrayList<>();
        KeyCache.BatchLoader<String, Key> loader = (missing, deadline) -> {
            asked.add(missing);
            return missing.stream()
                    .map(name -> Outcome.success(load(Duration.ZERO)))
                    .toList();
        };
        for (Outcome<KeyHandle<Key>> outcome : cache.holdAll(List.of(names), loader, deadline())) {
            try (KeyHandle<Key> held = outcome.orElseThrow()) {
                keys.add(held.key());
            }
        }
        return keys;
    }

    private static @Nullable Key useIfPresent(KeyCache<String, Key> cache) {
        try (KeyHandle<Key> held = cache.holdIfPresent("a")) {
            return held == null ? null : held.key();
        }
    }

    private Key useAnew(KeyCache<String, Key> cache) {
        try (KeyHandle<Key> held = cache.holdAnew("a", deadline -> load(Duration.ZERO), deadline())) {
            return held.key();
        }
    }

    private static void failAnew(KeyCache<String, Key> cache, EnvelopeException failure) {
        codeOf(() -> cache.holdAnew(
                        "a",
                        deadline -> {
                            throw failure;
                        },
                        deadline())
                .close());
    }

    private KeyHandle<Key> hold(KeyCache<String, Key> cache, String name) {
        return cache.hold(name, deadline -> load(Duration.ZERO), deadline());
    }

    private Key use(KeyCache<String, Key> cache, String name) {
        try (KeyHandle<Key> held = hold(cache, name)) {
            return held.key();
        }
    }

    private void failing(KeyCache<String, Key> cache, RuntimeException failure) {
        cache.hold(
                        "a",
                        deadline -> {
                            throw failure;
                        },
                        deadline())
                .close();
    }

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private static ErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(EnvelopeException.class, call).code();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
