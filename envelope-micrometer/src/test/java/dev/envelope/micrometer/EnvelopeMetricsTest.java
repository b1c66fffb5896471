package dev.envelope.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.Item;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsPrincipal;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnvelopeMetricsTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "canary-table", "id", "canary-id");
    private static final byte[] PAN = "canary-pan".getBytes(UTF_8);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EnvelopeMetrics metrics = new EnvelopeMetrics(registry);
    private final InMemoryKms kms = new InMemoryKms();
    private final String keyId = kms.createKey("key");
    private final Keyring keyring = Keyring.of(kms.kek("cards", keyId, KmsPrincipal.administrator()));
    private final TenantKeys tenants = TenantKeys.builder(keyring, new InMemoryTenantKeyStore())
            .keyCaching(KeyCaching.defaults().withExecutor(Runnable::run))
            .listener(metrics)
            .build();

    @AfterEach
    void close() {
        tenants.close();
    }

    @Test
    void calls_to_the_key_service_are_timed() {
        EnvelopeCipher cipher = cipher();

        cipher.decrypt(cipher.encrypt(PAN, ROW), ROW);

        assertThat(calls("wrap", "success")).isEqualTo(1);
        assertThat(calls("unwrap", "success")).isEqualTo(1);
    }

    @Test
    void calls_that_fail_are_timed_by_their_code() {
        kms.faults().failNext(1, KmsErrorCode.THROTTLED);

        assertThatThrownBy(() -> cipher().encrypt(PAN, ROW)).isInstanceOf(EnvelopeException.class);

        assertThat(calls("wrap", "throttled")).isEqualTo(1);
        assertThat(registry.get("envelope.record.failures")
                        .tags("operation", "encrypt", "code", "throttled")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void hits_misses_and_evictions_are_counted() {
        tenants.create("canary-tenant");
        for (int i = 0; i < 3; i++) {
            tenants.cipher("canary-tenant").encrypt(PAN, ROW);
        }
        tenants.clearKeyCache();

        assertThat(access("hit")).isEqualTo(2);
        assertThat(access("miss")).isEqualTo(1);
        assertThat(registry.get("envelope.key.cache.evictions")
                        .tags("kek", "tenants", "cause", "dropped")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void rewraps_and_shreds_are_counted() {
        tenants.create("canary-tenant");
        kms.rotate(keyId);
        tenants.rewrapStored();
        tenants.shred("canary-tenant");

        assertThat(registry.get("envelope.rewraps")
                        .tag("kek", "cards")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("envelope.shreds")
                        .tag("kek", "tenants")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void plaintext_that_is_read_is_counted() {
        EnvelopeCipher migrating = EnvelopeCipher.builder(keyring)
                .insecureAllowPlaintextUntil(Instant.MAX)
                .listener(metrics)
                .build();

        migrating.decrypt(PAN, ROW);
        migrating.decryptAll(List.of(new Item(PAN, ROW), new Item(migrating.encrypt(PAN, ROW), ROW)));

        assertThat(registry.get("envelope.plaintext.reads").counter().count()).isEqualTo(2);
    }

    @Test
    void a_cache_that_was_bound_shows_its_size() {
        metrics.bindCache("tenants", tenants::keyCacheStats);
        tenants.create("canary-tenant");
        tenants.cipher("canary-tenant").encrypt(PAN, ROW);

        assertThat(registry.get("envelope.key.cache.size").gauge().value()).isEqualTo(1);
        assertThat(registry.get("envelope.key.cache.age.oldest").gauge().value())
                .isNotNegative();
    }

    @Test
    void no_meter_names_a_tenant_a_record_a_version_or_a_value_of_a_context() {
        tenants.create("canary-tenant");
        tenants.create("canary-other");
        EnvelopeCipher cipher = tenants.cipher("canary-tenant");
        byte[] sealed = cipher.encrypt(PAN, ROW);
        List<String> versions =
                List.of(tenants.find("canary-tenant").orElseThrow().currentVersion(), tenants.rotate("canary-tenant"));
        cipher.rewrap(sealed, ROW);
        assertThatThrownBy(() -> tenants.cipher("canary-other").decrypt(sealed, ROW))
                .isInstanceOf(EnvelopeException.class);
        assertThatThrownBy(() -> cipher.decrypt(sealed, ROW.with("canary-key", "canary-value")))
                .isInstanceOf(EnvelopeException.class);
        tenants.shred("canary-tenant");
        assertThatThrownBy(() -> cipher.decrypt(sealed, ROW)).isInstanceOf(EnvelopeException.class);

        assertThat(registry.getMeters()).isNotEmpty().allSatisfy(meter -> {
            String id = meter.getId().toString();
            assertThat(id).doesNotContain("canary").doesNotContain(versions);
            assertThat(meter.getId().getTags())
                    .extracting(Tag::getKey)
                    .isSubsetOf("kek", "operation", "outcome", "result", "cause", "code", "cache");
        });
    }

    private EnvelopeCipher cipher() {
        return EnvelopeCipher.builder(keyring).listener(metrics).build();
    }

    private long calls(String operation, String outcome) {
        return registry.get("envelope.key.calls")
                .tags("kek", "cards", "operation", operation, "outcome", outcome)
                .timer()
                .count();
    }

    private double access(String result) {
        return registry.get("envelope.key.cache")
                .tags("kek", "tenants", "result", result)
                .counter()
                .count();
    }
}
