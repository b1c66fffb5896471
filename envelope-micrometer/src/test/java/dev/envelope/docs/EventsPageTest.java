package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.micrometer.EnvelopeMetrics;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The snippet of docs/events.md, and its table. */
class EventsPageTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void ciphers_tenants_and_their_cache_report_to_a_registry() {
        Keyring keyring = Keyring.of(LocalKey.ephemeral("cards"));
        InMemoryTenantKeyStore store = new InMemoryTenantKeyStore();

        EnvelopeMetrics metrics = new EnvelopeMetrics(registry);
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(keyring).listener(metrics).build();
        TenantKeys tenants =
                TenantKeys.builder(keyring, store).listener(metrics).build();
        metrics.bindCache("tenants", tenants::keyCacheStats);

        tenants.create("acme");
        tenants.cipher("acme").encrypt(new byte[1], EncryptionContext.none());
        assertThat(registry.get("envelope.key.cache")
                        .tag("result", "miss")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("envelope.key.cache.size")
                        .tag("cache", "tenants")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(cipher).isNotNull();
        tenants.close();
    }

    @Test
    void the_table_has_every_meter_with_its_tags() throws IOException {
        EveryEvent.tell(registry);

        Set<String> published = registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> id.getName()
                        + id.getTags().stream().map(Tag::getKey).sorted().toList())
                .collect(Collectors.toSet());

        assertThat(Page.of("events.md").rows().stream().skip(1).flatMap(EventsPageTest::meters))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    /** {@code envelope.keys} has no outcome, as the page says below the table. */
    private static Stream<String> meters(List<String> row) {
        List<String> tags = Page.names(row.get(3)).stream().sorted().toList();
        return Page.names(row.get(2)).stream()
                .map(meter -> meter
                        + (meter.equals("envelope.keys")
                                ? tags.stream()
                                        .filter(tag -> !tag.equals("outcome"))
                                        .toList()
                                : tags));
    }
}
