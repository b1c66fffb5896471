package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.Item;
import dev.envelope.KeyCaching;
import dev.envelope.KeyOperation;
import dev.envelope.Keyring;
import dev.envelope.RecordOperation;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listeners and Java Flight Recorder are told. */
class EventsTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "canary-table", "id", "canary-id");
    private static final EncryptionContext OTHER_ROW = EncryptionContext.of("table", "canary-other");
    private static final byte[] PAN = "canary-pan".getBytes(UTF_8);

    private final List<String> told = new ArrayList<>();
    private final InMemoryKms kms = new InMemoryKms();
    private final String keyId = kms.createKey("key");
    private final Keyring keyring = Keyring.of(kms.kek("cards", keyId, KmsPrincipal.administrator()));
    private final EnvelopeCipher cipher = EnvelopeCipher.builder(keyring)
            .keyCaching(KeyCaching.defaults().withExecutor(Runnable::run))
            .listener(new Diary(told))
            .build();
    private final byte[] sealed = EnvelopeCipher.using(keyring).encrypt(PAN, ROW);

    // ---------------------------------------------------------------- listeners

    @Test
    void a_key_that_is_generated_is_wrapped() {
        cipher.encrypt(PAN, ROW);

        assertThat(told).containsExactly("wrapped cards 1");
    }

    @Test
    void a_key_that_is_unwrapped_is_a_miss_and_a_load_and_the_next_time_a_hit() {
        cipher.decrypt(sealed, ROW);
        cipher.decrypt(sealed, ROW);

        assertThat(told).containsExactly("miss cards", "loaded cards 1", "hit cards");
    }

    @Test
    void a_batch_is_told_once_with_its_number() {
        cipher.encryptAll(List.of(new Item(PAN, ROW), new Item(PAN, OTHER_ROW)));

        assertThat(told).containsExactly("wrapped cards 2");
    }

    @Test
    void a_call_that_fails_is_told_and_then_the_record() {
        kms.faults().failNext(1, KmsErrorCode.THROTTLED);

        assertFails(() -> cipher.encrypt(PAN, ROW));

        assertThat(told).containsExactly("call failed cards generate throttled", "failed encrypt throttled");
    }

    @Test
    void what_leaves_the_cache_is_told_with_the_reason() {
        cipher.decrypt(sealed, ROW);
        cipher.clearKeyCache();

        assertThat(told).last().isEqualTo("evicted cards dropped");
    }

    @Test
    void a_rewrap_is_told() {
        kms.rotate(keyId);
        cipher.refreshVersions();
        told.clear();

        cipher.rewrap(sealed, ROW);

        assertThat(told).contains("rewrapped cards");
    }

    @Test
    void a_record_that_does_not_open_is_told_once_whatever_the_way_in() {
        byte[] broken = sealed.clone();
        broken[broken.length - 1] ^= 1;

        assertFails(() -> cipher.decrypt(broken, ROW));
        assertFails(() -> cipher.decrypt(ByteBuffer.wrap(broken), ROW));
        assertFails(() -> cipher.decrypt("no envelope", ROW));
        cipher.decryptAll(List.of(new Item(broken, ROW), new Item(sealed, ROW)));
        assertFails(() -> cipher.reencrypt(broken, ROW, OTHER_ROW));
        assertFails(() -> cipher.rewrap(new byte[3], ROW));
        assertFails(() -> cipher.decryptingStream(new ByteArrayInputStream(sealed), OTHER_ROW));

        assertThat(told)
                .filteredOn(line -> line.startsWith("failed"))
                .containsExactly(
                        "failed decrypt content-refused",
                        "failed decrypt content-refused",
                        "failed decrypt not-an-envelope",
                        "failed decrypt content-refused",
                        "failed reencrypt content-refused",
                        "failed rewrap not-an-envelope",
                        "failed decrypt wrapped-key-refused");
    }

    @Test
    void a_stream_that_fails_later_is_told_once() throws IOException {
        byte[] large = cipher.encrypt(new byte[100_000], ROW);
        large[large.length - 1] ^= 1;
        told.clear();

        try (InputStream open = cipher.decryptingStream(new ByteArrayInputStream(large), ROW)) {
            assertFails(open::readAllBytes);
            assertFails(open::read);
        }

        assertThat(told)
                .filteredOn(line -> line.startsWith("failed"))
                .containsExactly("failed decrypt content-refused");
    }

    @Test
    void a_tenants_records_are_no_calls_to_a_key_service() {
        try (TenantKeys tenants = tenants()) {
            tenants.create("canary-tenant");
            tenants.cipher("canary-tenant").encrypt(PAN, ROW);
            told.clear();

            byte[] record = tenants.cipher("canary-tenant").encrypt(PAN, ROW);
            tenants.cipher("canary-tenant").decrypt(record, ROW);

            assertThat(told).containsExactly("hit tenants", "hit tenants");
        }
    }

    @Test
    void shredding_is_told_by_versions() {
        try (TenantKeys tenants = tenants()) {
            tenants.create("canary-tenant");
            String version = tenants.find("canary-tenant").orElseThrow().currentVersion();

            tenants.shred("canary-tenant");

            assertThat(told).contains("shredded tenants [" + version + "]");
        }
    }

    @Test
    void plaintext_that_is_read_is_told_once_for_each_value_and_is_no_failure() {
        EnvelopeCipher migrating = migrating(new Diary(told));

        migrating.decrypt(PAN, ROW);
        migrating.decrypt(ByteBuffer.wrap(PAN), ROW);
        migrating.decryptToString("canary-pan", ROW);
        migrating.decryptAll(List.of(new Item(PAN, ROW), new Item(PAN, OTHER_ROW)));
        migrating.decryptAndRewrap(PAN, ROW);

        assertThat(told).containsOnly("plaintext read").hasSize(6);
    }

    @Test
    void plaintext_that_is_refused_is_a_failure() {
        assertFails(() -> cipher.decrypt(PAN, ROW));

        assertThat(told).containsExactly("failed decrypt not-an-envelope");
    }

    @Test
    void a_listener_that_throws_does_not_keep_plaintext_from_being_read() {
        EnvelopeCipher migrating = migrating(new EnvelopeListener() {
            @Override
            public void plaintextRead() {
                throw new IllegalStateException("canary");
            }
        });

        assertThat(migrating.decrypt(PAN, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_listener_that_throws_an_error_harms_nothing() {
        EnvelopeCipher cipher = EnvelopeCipher.builder(
                        Keyring.of(kms.kek("cards", keyId, KmsPrincipal.administrator())))
                .keyCaching(KeyCaching.defaults())
                .listener(new EnvelopeListener() {
                    @Override
                    public void cacheHit(String kekName) {
                        throw new NoClassDefFoundError("made up by a test");
                    }
                })
                .build();
        byte[] sealed = cipher.encrypt(PAN, ROW);

        cipher.decrypt(sealed, ROW);

        assertThat(cipher.decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_listener_that_throws_harms_nothing() {
        EnvelopeCipher observed = EnvelopeCipher.builder(keyring)
                .listener(new EnvelopeListener() {
                    @Override
                    public void keyWrapped(String kekName, int keys, Duration took) {
                        throw new IllegalStateException("canary");
                    }
                })
                .listener(new Diary(told))
                .build();

        assertThat(observed.encrypt(PAN, ROW)).isNotEmpty();
        assertThat(told).containsExactly("wrapped cards 1");
    }

    @Test
    void a_listener_that_is_added_later_is_told_after_the_others_and_of_its_cipher_only() {
        EnvelopeCipher watched = cipher.withListener(new EnvelopeListener() {
            @Override
            public void failed(RecordOperation operation, ErrorCode code) {
                told.add("added: failed " + operation + " " + code);
            }
        });

        assertFails(() -> watched.decrypt("no envelope", ROW));
        assertFails(() -> cipher.decrypt("no envelope", ROW));

        assertThat(told)
                .containsExactly(
                        "failed decrypt not-an-envelope",
                        "added: failed decrypt not-an-envelope",
                        "failed decrypt not-an-envelope");
    }

    @Test
    void a_cipher_with_a_further_listener_shares_the_keys_and_their_cache() {
        EnvelopeCipher watched = cipher.withListener(new EnvelopeListener() {});

        watched.decrypt(sealed, ROW);
        cipher.decrypt(sealed, ROW);

        assertThat(told).containsExactly("miss cards", "loaded cards 1", "hit cards");
        assertThat(watched.keyring()).isSameAs(keyring);
    }

    // ---------------------------------------------------------------- Java Flight Recorder

    @Test
    void java_flight_recorder_gets_the_same_events_and_no_secret(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.envelope.CacheAccess");
            recording.start();
            everything();
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.envelope."))
                .toList();

        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .contains(
                        "dev.envelope.KeyCall",
                        "dev.envelope.CacheAccess",
                        "dev.envelope.CacheEviction",
                        "dev.envelope.Rewrap",
                        "dev.envelope.Shred",
                        "dev.envelope.RecordFailure",
                        "dev.envelope.PlaintextRead");
        assertThat(events).noneMatch(event -> event.toString().contains("canary"));
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("canary-tenant", "canary-id", "canary-pan");
    }

    private void everything() {
        try (TenantKeys tenants = tenants()) {
            tenants.create("canary-tenant");
            byte[] record = tenants.cipher("canary-tenant").encrypt(PAN, ROW);
            tenants.cipher("canary-tenant").decrypt(record, ROW);
            assertFails(() -> tenants.cipher("canary-tenant").decrypt(record, OTHER_ROW));
            tenants.rotate("canary-tenant");
            tenants.cipher("canary-tenant").rewrap(record, ROW);
            tenants.shred("canary-tenant");
        }
        migrating(new Diary(told)).decrypt(PAN, ROW);
    }

    private EnvelopeCipher migrating(EnvelopeListener listener) {
        return EnvelopeCipher.builder(keyring)
                .insecureAllowPlaintextUntil(Instant.MAX)
                .listener(listener)
                .build();
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(EnvelopeException.class);
    }

    private TenantKeys tenants() {
        return TenantKeys.builder(keyring, new InMemoryTenantKeyStore())
                .listener(new Diary(told))
                .build();
    }

    /** Writes down what it is told, without times. */
    private record Diary(List<String> lines) implements EnvelopeListener {

        @Override
        public void keyLoaded(String kekName, int keys, Duration took) {
            lines.add("loaded " + kekName + " " + keys);
        }

        @Override
        public void keyWrapped(String kekName, int keys, Duration took) {
            lines.add("wrapped " + kekName + " " + keys);
        }

        @Override
        public void keyCallFailed(String kekName, KeyOperation operation, ErrorCode code, Duration took) {
            lines.add("call failed " + kekName + " " + operation + " " + code);
        }

        @Override
        public void cacheHit(String kekName) {
            lines.add("hit " + kekName);
        }

        @Override
        public void cacheMiss(String kekName) {
            lines.add("miss " + kekName);
        }

        @Override
        public void cacheEvicted(String kekName, EvictionCause cause) {
            lines.add("evicted " + kekName + " " + cause);
        }

        @Override
        public void rewrapped(String kekName) {
            lines.add("rewrapped " + kekName);
        }

        @Override
        public void shredded(String kekName, List<String> versions) {
            lines.add("shredded " + kekName + " " + versions);
        }

        @Override
        public void failed(RecordOperation operation, ErrorCode code) {
            lines.add("failed " + operation + " " + code);
        }

        @Override
        public void plaintextRead() {
            lines.add("plaintext read");
        }
    }
}
