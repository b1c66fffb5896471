package dev.envelope.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkGroupTest {

    @AfterEach
    void clearTheInterruptFlag() {
        Thread.interrupted();
    }

    @Test
    void waiting_leaves_no_interrupt_where_there_was_none() {
        ChunkGroup group = new ChunkGroup(() -> {});
        group.run();

        group.await();

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void an_interrupt_ends_no_wait_and_is_still_there_afterwards() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        ChunkGroup group = new ChunkGroup(() -> {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Thread worker = new Thread(group);
        worker.start();
        Thread.currentThread().interrupt();
        Thread release = new Thread(waiting::countDown);
        release.start();

        group.await();

        assertThat(group.isDone()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        worker.join();
        release.join();
    }

    @Test
    void work_that_throws_is_a_defect_of_its_chunks() {
        ChunkGroup group = new ChunkGroup(() -> {
            throw new ArithmeticException("made up by a test");
        });
        group.run();

        assertThatIllegalStateException().isThrownBy(group::await).withRootCauseInstanceOf(ArithmeticException.class);
    }
}
