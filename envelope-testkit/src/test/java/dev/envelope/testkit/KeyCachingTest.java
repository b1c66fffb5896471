package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Item;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Data keys of single records that are kept for a while, because the cipher was told to. */
class KeyCachingTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    private static final byte[] PAN = "4929123412341234".getBytes(UTF_8);

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final String keyId = kms.createKey("key");
    private final EnvelopeCipher cipher = cipher(KeyCaching.defaults().withExecutor(Runnable::run));
    private final byte[] sealed = cipher.encrypt(PAN, ROW);

    @Test
    void without_being_told_to_nothing_is_cached() {
        EnvelopeCipher plain = EnvelopeCipher.using(kms.kek("cards", keyId, KmsPrincipal.administrator()));

        plain.decrypt(sealed, ROW);
        plain.decrypt(sealed, ROW);

        assertThat(unwraps()).isEqualTo(2);
    }

    @Test
    void reading_a_record_again_costs_no_call() {
        cipher.decrypt(sealed, ROW);
        cipher.decrypt(sealed, ROW);

        assertThat(unwraps()).isEqualTo(1);
        assertThat(cipher.keyCacheStats().hits()).isEqualTo(1);
    }

    @Test
    void another_context_does_not_find_the_cached_key() {
        cipher.decrypt(sealed, ROW);

        assertThat(codeOf(() -> cipher.decrypt(sealed, ROW.with("column", "pan"))))
                .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
        assertThat(unwraps()).isEqualTo(2);
    }

    @Test
    void a_withdrawn_key_opens_records_to_the_maximum_age_and_not_longer() {
        cipher.decrypt(sealed, ROW);

        kms.disable(keyId);
        clock.advance(Duration.ofMinutes(4).minusSeconds(1));
        byte[] opened = cipher.decrypt(sealed, ROW);
        clock.advance(Duration.ofMinutes(1).plusSeconds(1));

        assertThat(opened).isEqualTo(PAN);
        assertThat(codeOf(() -> cipher.decrypt(sealed, ROW))).isEqualTo(ErrorCode.KEK_DISABLED);
    }

    @Test
    void a_cached_key_ages_by_the_time_of_day_where_the_other_clock_stands_still() {
        EnvelopeCipher asleep = EnvelopeCipher.builder(
                        Keyring.of(kms.kek("cards", keyId, KmsPrincipal.administrator())))
                .keyCaching(KeyCaching.defaults().withExecutor(Runnable::run))
                .nanoTime(() -> 0)
                .wallClock(clock)
                .build();
        asleep.decrypt(sealed, ROW);

        clock.advance(Duration.ofMinutes(5));
        asleep.decrypt(sealed, ROW);

        assertThat(unwraps()).isEqualTo(2);
    }

    @Test
    void an_open_stream_ends_at_the_maximum_age() throws IOException {
        byte[] large = cipher.encrypt(new byte[100_000], ROW);
        try (InputStream open = cipher.decryptingStream(new ByteArrayInputStream(large), ROW)) {
            open.readNBytes(1000);

            kms.disable(keyId);
            clock.advance(Duration.ofMinutes(5));

            assertThat(codeOf(open::readAllBytes)).isEqualTo(ErrorCode.KEK_DISABLED);
        }
    }

    @Test
    void an_open_stream_goes_on_where_the_key_service_still_allows_it() throws IOException {
        byte[] large = cipher.encrypt(new byte[100_000], ROW);
        try (InputStream open = cipher.decryptingStream(new ByteArrayInputStream(large), ROW)) {
            open.readNBytes(1000);

            clock.advance(Duration.ofMinutes(5));

            assertThat(open.readAllBytes()).hasSize(99_000);
        }
    }

    @Test
    void a_list_asks_only_for_what_is_not_cached_and_keeps_what_it_got() {
        byte[] other = cipher.encrypt(PAN, ROW.with("n", "2"));
        cipher.decrypt(sealed, ROW);
        List<Item> items = List.of(new Item(sealed, ROW), new Item(other, ROW.with("n", "2")));

        List<Outcome<byte[]>> first = cipher.decryptAll(items);
        List<Outcome<byte[]>> second = cipher.decryptAll(items);

        assertThat(first)
                .allSatisfy(outcome -> assertThat(outcome.orElseThrow()).isEqualTo(PAN));
        assertThat(second)
                .allSatisfy(outcome -> assertThat(outcome.orElseThrow()).isEqualTo(PAN));
        assertThat(unwraps()).isEqualTo(2);
    }

    @Test
    void many_cold_readers_of_one_envelope_cause_one_call() throws Exception {
        EnvelopeCipher cold = cipher(KeyCaching.defaults());
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<byte[]> opened = new ArrayList<>();
            for (Future<byte[]> reader :
                    threads.invokeAll(Collections.<Callable<byte[]>>nCopies(200, () -> cold.decrypt(sealed, ROW)))) {
                opened.add(reader.get());
            }

            assertThat(opened).hasSize(200).containsOnly(PAN);
            assertThat(unwraps()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void many_cold_lists_with_one_envelope_cause_one_call() throws Exception {
        EnvelopeCipher cold = cipher(KeyCaching.defaults());
        List<Item> list = List.of(new Item(sealed, ROW), new Item(sealed, ROW));
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (Future<List<Outcome<byte[]>>> reader : threads.invokeAll(
                    Collections.<Callable<List<Outcome<byte[]>>>>nCopies(100, () -> cold.decryptAll(list)))) {
                assertThat(reader.get())
                        .hasSize(2)
                        .allSatisfy(outcome -> assertThat(outcome.orElseThrow()).isEqualTo(PAN));
            }

            assertThat(unwraps()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void lists_count_as_uses() {
        EnvelopeCipher capped = cipher(KeyCaching.defaults().withMaximumUses(2));

        for (int i = 0; i < 20; i++) {
            capped.decryptAll(List.of(new Item(sealed, ROW)));
        }

        assertThat(unwraps()).isEqualTo(10);
    }

    @Test
    void lists_count_as_misses_and_hits() {
        cipher.decryptAll(List.of(new Item(sealed, ROW)));
        cipher.decryptAll(List.of(new Item(sealed, ROW)));

        assertThat(cipher.keyCacheStats().misses()).isEqualTo(1);
        assertThat(cipher.keyCacheStats().hits()).isEqualTo(1);
        assertThat(cipher.keyCacheStats().loads()).isEqualTo(1);
    }

    @Test
    void a_refusal_is_remembered_for_lists_too() {
        kms.faults().on(KmsOperation.DECRYPT).failNext(1, KmsErrorCode.ACCESS_DENIED);

        cipher.decryptAll(List.of(new Item(sealed, ROW)));
        cipher.decryptAll(List.of(new Item(sealed, ROW)));

        assertThat(unwraps()).isEqualTo(1);
    }

    @Test
    void clearing_the_cache_asks_again() {
        cipher.decrypt(sealed, ROW);
        cipher.clearKeyCache();
        cipher.decrypt(sealed, ROW);

        assertThat(unwraps()).isEqualTo(2);
    }

    @Test
    void what_a_local_key_unwraps_is_not_kept() {
        try (LocalKey local = LocalKey.ephemeral("local")) {
            EnvelopeCipher cached = EnvelopeCipher.builder(Keyring.of(local))
                    .keyCaching(KeyCaching.defaults())
                    .build();

            cached.decrypt(cached.encrypt(PAN, ROW), ROW);

            assertThat(cached.keyCacheStats().size()).isZero();
        }
    }

    private long unwraps() {
        return kms.calls().count(KmsOperation.DECRYPT);
    }

    private EnvelopeCipher cipher(KeyCaching caching) {
        return EnvelopeCipher.builder(Keyring.of(kms.kek("cards", keyId, KmsPrincipal.administrator())))
                .keyCaching(caching)
                .nanoTime(clock::nanoTime)
                .build();
    }

    private static ErrorCode codeOf(ThrowingCallable call) {
        return catchThrowableOfType(EnvelopeException.class, call).code();
    }
}
