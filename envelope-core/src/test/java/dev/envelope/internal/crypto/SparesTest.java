package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SparesTest {

    private final AtomicInteger made = new AtomicInteger();
    private final List<Object> discarded = Collections.synchronizedList(new ArrayList<>());
    private final Spares<Object> spares = new Spares<>(
            () -> {
                made.incrementAndGet();
                return new Object();
            },
            discarded::add);

    @Test
    void one_is_made_before_one_was_given_back() {
        assertThat(spares.take()).isNotNull();
        assertThat(made).hasValue(1);
    }

    @Test
    void what_was_given_back_is_taken_next() {
        Object one = new Object();
        spares.giveBack(one);

        assertThat(spares.take()).isSameAs(one);
        assertThat(made).hasValue(0);
    }

    @Test
    void what_was_taken_is_not_taken_again() {
        Object one = new Object();
        spares.giveBack(one);
        spares.take();

        assertThat(spares.take()).isNotSameAs(one);
    }

    @Test
    void threads_of_a_pool_look_first_where_no_other_does() {
        assertThat(LongStream.range(100, 104).map(Spares::place))
                .doesNotHaveDuplicates()
                .allMatch(place -> place >= 0 && place < 64);
    }

    @Test
    void another_thread_gets_what_this_one_gave_back() throws Exception {
        Object one = new Object();
        spares.giveBack(one);
        List<Object> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Thread thread = new Thread(() -> {
                Object spare = spares.take();
                taken.add(spare);
                spares.giveBack(spare);
            });
            thread.start();
            thread.join();
        }

        assertThat(taken).hasSize(20).allMatch(each -> each == one);
    }

    @Test
    void more_than_there_are_places_for_are_discarded() {
        for (int i = 0; i < 100; i++) {
            spares.giveBack(new Object());
        }

        assertThat(discarded).hasSizeBetween(100 - 64, 100 - 4);
    }

    @Test
    void all_that_are_kept_can_be_discarded() {
        Object one = new Object();
        Object another = new Object();
        spares.giveBack(one);
        spares.giveBack(another);

        spares.discardAll();

        assertThat(discarded).containsExactlyInAnyOrder(one, another);
        assertThat(spares.take()).isNotIn(one, another);
    }

    @Test
    void no_two_threads_have_the_same_one_at_once_and_none_is_lost() throws Exception {
        Set<Object> inUse = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        Object spare = spares.take();
                        if (!inUse.add(spare)) {
                            twice.incrementAndGet();
                        }
                        inUse.remove(spare);
                        spares.giveBack(spare);
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        spares.discardAll();

        assertThat(twice).hasValue(0);
        assertThat(discarded).hasSize(made.get()).doesNotHaveDuplicates();
    }
}
