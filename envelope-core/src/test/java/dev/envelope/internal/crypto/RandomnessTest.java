package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomnessTest {

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);
    private final AtomicInteger seedings = new AtomicInteger();

    private Randomness randomness() {
        return randomness(64);
    }

    private Randomness randomness(int ahead) {
        return new Randomness(
                length -> {
                    seedings.incrementAndGet();
                    return new byte[length];
                },
                nanos::get,
                millis::get,
                ahead);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64})
    void does_not_repeat_itself_whether_bytes_are_kept_ahead_or_not(int ahead) {
        Randomness randomness = randomness(ahead);
        Set<ByteBuffer> drawn = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            drawn.add(ByteBuffer.wrap(randomness.next(1 + 8 + i % 60)));
        }
        assertThat(drawn).hasSize(10_000);
    }

    @Test
    void bytes_that_were_kept_ahead_are_not_handed_out_once_it_is_old() {
        Randomness randomness = randomness();
        randomness.next(8);
        assertThat(randomness.bytesAhead()).isEqualTo(56);

        millis.addAndGet(100);
        randomness.next(0);

        assertThat(randomness.bytesAhead()).isZero();
        assertThat(randomness.ahead).containsOnly(0);
    }

    @Test
    void what_is_handed_out_is_wiped_where_it_was_kept() {
        Randomness randomness = randomness();
        byte[] drawn = randomness.next(24);

        assertThat(randomness.ahead).hasSize(64).endsWith(new byte[24]);
        assertThat(drawn).isNotEqualTo(new byte[24]);
    }

    @Test
    void as_many_bytes_as_are_kept_ahead_at_most_are_drawn_of_these() {
        Randomness randomness = randomness();
        randomness.next(8);

        randomness.next(64);
        assertThat(randomness.bytesAhead()).isZero();
        randomness.next(8);
        randomness.next(65);
        assertThat(randomness.bytesAhead()).isEqualTo(56);
    }

    @Test
    void nothing_is_kept_ahead_where_that_is_turned_off() {
        Randomness randomness = randomness(0);
        randomness.next(8);

        assertThat(randomness.bytesAhead()).isZero();
    }

    @Test
    void asks_the_operating_system_before_its_first_bytes() {
        randomness().next(32);

        assertThat(seedings).hasValue(1);
    }

    @Test
    void asks_the_operating_system_again_once_it_is_old_by_the_monotonic_clock() {
        Randomness randomness = randomness();
        nanos.addAndGet(99_999_999);
        randomness.next(32);
        assertThat(seedings).hasValue(1);

        nanos.addAndGet(1);
        randomness.next(32);
        assertThat(seedings).hasValue(2);
    }

    @Test
    void asks_the_operating_system_again_when_only_the_wall_clock_has_moved_on() {
        Randomness randomness = randomness();

        millis.addAndGet(100);
        randomness.next(32);

        assertThat(seedings).hasValue(2);
    }

    @Test
    void the_operating_system_is_asked_for_other_bytes_each_time() {
        OperatingSystemEntropy operatingSystem = new OperatingSystemEntropy();

        assertThat(operatingSystem.bytes(48)).hasSize(48).isNotEqualTo(operatingSystem.bytes(48));
    }

    @Test
    void does_not_repeat_itself_in_a_hundred_thousand_draws_of_four_threads() throws Exception {
        Set<ByteBuffer> drawn = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 25_000; i++) {
                        drawn.add(ByteBuffer.wrap(Randomness.bytes(24)));
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(drawn).hasSize(100_000);
    }

    @Test
    void threads_that_draw_first_at_the_same_time_draw_different_bytes() throws Exception {
        Set<ByteBuffer> first = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(() -> first.add(ByteBuffer.wrap(Randomness.bytes(24))));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(first).hasSize(50);
    }

    @Test
    void sets_every_bit_now_and_then() {
        byte[] seen = new byte[32];
        for (int i = 0; i < 200; i++) {
            byte[] drawn = Randomness.bytes(seen.length);
            for (int j = 0; j < seen.length; j++) {
                seen[j] |= drawn[j];
            }
        }
        assertThat(seen).containsOnly(0xff);
    }

    @Test
    void draws_on_after_its_generator_grew_old() throws Exception {
        byte[] before = Randomness.bytes(24);
        Thread.sleep(150);
        assertThat(Randomness.bytes(24)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 24, 32, 100_000})
    void gives_as_many_bytes_as_asked_for(int length) {
        assertThat(Randomness.bytes(length)).hasSize(length);
    }
}
