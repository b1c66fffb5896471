package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SparesTest {

    private final Spares<Object> spares = new Spares<>();

    @Test
    void there_is_none_before_one_was_given_back() {
        assertThat(spares.take()).isNull();
    }

    @Test
    void what_was_given_back_is_taken_next() {
        Object one = new Object();
        spares.giveBack(one);

        assertThat(spares.take()).isSameAs(one);
    }

    @Test
    void what_was_taken_is_not_taken_again() {
        spares.giveBack(new Object());
        spares.take();

        assertThat(spares.take()).isNull();
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
    void more_than_there_are_places_for_are_the_callers_to_discard() {
        int kept = 0;
        while (spares.giveBack(new Object())) {
            kept++;
        }

        assertThat(kept).isBetween(4, 64);
    }

    @Test
    void all_that_are_kept_can_be_discarded() {
        Object one = new Object();
        Object another = new Object();
        spares.giveBack(one);
        spares.giveBack(another);
        List<Object> discarded = new ArrayList<>();

        spares.discardAll(discarded::add);

        assertThat(discarded).containsExactlyInAnyOrder(one, another);
        assertThat(spares.take()).isNull();
    }

    @Test
    void no_two_threads_have_the_same_one_at_once_and_none_is_lost() throws Exception {
        Set<Object> inUse = ConcurrentHashMap.newKeySet();
        AtomicInteger made = new AtomicInteger();
        AtomicInteger discarded = new AtomicInteger();
        AtomicInteger twice = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        Object spare = spares.take();
                        if (spare == null) {
                            made.incrementAndGet();
                            spare = new Object();
                        }
                        if (!inUse.add(spare)) {
                            twice.incrementAndGet();
                        }
                        inUse.remove(spare);
                        if (!spares.giveBack(spare)) {
                            discarded.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        AtomicInteger left = new AtomicInteger();
        spares.discardAll(each -> left.incrementAndGet());

        assertThat(twice).hasValue(0);
        assertThat(left.get() + discarded.get()).isEqualTo(made.get());
    }
}
