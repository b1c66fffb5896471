package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.assertFails;
import static dev.envelope.vault.Transit.assertWorks;
import static dev.envelope.vault.Transit.failureOf;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that is sealed, frozen, killed, started again, while one client goes on. */
@RequiresVault(ofItsOwn = true)
class ServerFailureTest {

    private static VaultProcess server;

    private final Transit transit = Transit.of(server.admin());
    private final VaultTransitKey kek = transit.kek();

    @BeforeAll
    static void start() {
        server = VaultProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        transit.close();
    }

    @Test
    void a_server_that_is_sealed_in_the_middle_is_unavailable_until_it_is_unsealed() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger succeeded = new AtomicInteger();
        Set<ErrorCode> seen = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(threads.submit(() -> {
                    while (!over.get()) {
                        try {
                            assertWorks(kek);
                            succeeded.incrementAndGet();
                        } catch (EnvelopeException e) {
                            seen.add(e.code());
                        }
                    }
                }));
            }
            await(() -> succeeded.get() > 20);
            server.seal();
            await(() -> !seen.isEmpty());
            server.unseal();
            int before = succeeded.get();
            await(() -> succeeded.get() > before + 20);
            over.set(true);
            for (Future<?> thread : running) {
                thread.get(30, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }

        assertThat(seen).containsExactly(ErrorCode.UNAVAILABLE);
        assertWorks(kek);
    }

    @Test
    void a_sealed_server_is_said_to_be_sealed() {
        assertWorks(kek);
        server.seal();
        try {
            assertThat(failureOf(() -> Transit.wrapNew(kek)).getMessage())
                    .contains("503")
                    .contains("sealed");
        } finally {
            server.unseal();
        }
    }

    @Test
    void a_server_that_was_killed_and_started_again_opens_what_it_wrapped_before() throws IOException {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = kek.wrap(key, ROW, soon());
            server.kill();
            assertFails(ErrorCode.UNAVAILABLE, () -> kek.unwrap(wrapped, ROW, soon()));
            server.restart();
            assertFails(ErrorCode.UNAVAILABLE, () -> kek.unwrap(wrapped, ROW, soon()));
            server.unseal();

            try (DataKey again = kek.unwrap(wrapped, ROW, soon())) {
                assertThat(again.sameBytesAs(key)).isTrue();
            }
        }
    }

    @Test
    void a_connection_that_died_while_it_was_idle_is_no_failure() throws IOException {
        assertWorks(kek);
        server.kill();
        server.restart();
        server.unseal();

        assertWorks(kek);
    }

    @Test
    void a_server_that_does_not_answer_in_time_is_reported_as_such() throws IOException {
        WrappedKey wrapped = Transit.wrapNew(kek);
        server.freeze();
        try {
            assertFails(ErrorCode.TIMED_OUT, () -> kek.unwrap(wrapped, ROW, Deadline.after(Duration.ofMillis(300))));
        } finally {
            server.thaw();
        }
        assertWorks(kek);
    }

    @Test
    void the_request_timeout_ends_a_call_before_its_deadline() throws IOException {
        VaultClient client = transit.opened(VaultClient.builder(
                        server.address(), VaultAuth.token(server.admin().token()))
                .requestTimeout(Duration.ofMillis(300))
                .build());
        VaultTransitKey hasty = transit.kek(client);
        assertWorks(hasty);
        server.freeze();
        try {
            EnvelopeException failure = failureOf(() -> Transit.wrapNew(hasty));
            assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(failure).hasMessageContaining("within 300 ms");
        } finally {
            server.thaw();
        }
    }

    @Test
    void a_token_that_was_revoked_is_denied() {
        String token = server.admin().tokenWith(transit.rules("encrypt", "decrypt"), Map.of());
        VaultTransitKey theirs = transit.kek(VaultAuth.token(token));
        assertWorks(theirs);

        server.admin().post("auth/token/revoke", Map.of("token", token));

        assertFails(ErrorCode.ACCESS_DENIED, () -> Transit.wrapNew(theirs));
    }

    @Test
    void a_writer_can_not_read_and_a_reader_can_not_write() {
        VaultTransitKey writer =
                transit.kek(VaultAuth.token(server.admin().tokenWith(transit.rules("encrypt"), Map.of())));
        VaultTransitKey reader =
                transit.kek(VaultAuth.token(server.admin().tokenWith(transit.rules("decrypt"), Map.of())));
        WrappedKey wrapped = Transit.wrapNew(writer);

        reader.unwrap(wrapped, ROW, soon()).close();
        assertFails(ErrorCode.ACCESS_DENIED, () -> writer.unwrap(wrapped, ROW, soon()));
        assertFails(ErrorCode.ACCESS_DENIED, () -> Transit.wrapNew(reader));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it does not come about").isLessThan(end);
            Thread.sleep(10);
        }
    }
}
