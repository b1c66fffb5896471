package dev.envelope.internal.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DataKeyOpenerTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "cards");

    @Test
    @Timeout(60)
    void a_key_that_comes_after_its_caller_was_interrupted_is_wiped() throws Exception {
        try (LocalKey east = LocalKey.ephemeral("east");
                LocalKey west = LocalKey.ephemeral("west")) {
            Slow slow = new Slow(east);
            DataKeyOpener opener =
                    new DataKeyOpener(Keyring.of(slow).decryptingWith(west), UnwrappedKeys.UNCACHED, Events.NONE);
            List<DataKeyOpener.Request> both = List.of(request(east), request(west));
            Thread caller = new Thread(() -> opener.openAll(both, deadline()));
            caller.setUncaughtExceptionHandler((thread, interrupted) -> {});
            caller.start();
            slow.asked.await();

            caller.interrupt();
            caller.join();
            slow.released.countDown();

            DataKey late = slow.answer.join();
            while (!late.isDestroyed()) {
                Thread.onSpinWait();
            }
            assertThat(late.isDestroyed()).isTrue();
        }
    }

    private static DataKeyOpener.Request request(KeyEncryptionKey kek) {
        try (DataKey key = DataKey.generate()) {
            return new DataKeyOpener.Request(KeyBlock.of(List.of(kek.wrap(key, CONTEXT, deadline()))), CONTEXT);
        }
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofMinutes(1));
    }

    /** Answers when it is released, interrupted or not. */
    private static final class Slow implements KeyEncryptionKey {

        private final LocalKey key;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CompletableFuture<DataKey> answer = new CompletableFuture<>();

        Slow(LocalKey key) {
            this.key = key;
        }

        @Override
        public String name() {
            return key.name();
        }

        @Override
        public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
            return key.wrap(dataKey, context, deadline);
        }

        @Override
        public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
            asked.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    released.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // as a client that does not look at it
                }
            }
            DataKey unwrapped = key.unwrap(wrapped, context, deadline);
            answer.complete(unwrapped);
            return unwrapped;
        }
    }
}
