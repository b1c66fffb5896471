package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.micrometer.EnvelopeMetrics;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsPrincipal;
import dev.envelope.testkit.VirtualClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** docs/operations.md alarms on what is there to be alarmed on, and counts with the settings that there are. */
class OperationsPageTest {

    private static final Pattern METER =
            Pattern.compile("`(envelope\\.[a-z.]+)`((?:,? `[a-z]+` = `[a-z-]+`(?:, `[a-z-]+`)*)*)");
    private static final Pattern TAG = Pattern.compile("`([a-z]+)` = (`[a-z-]+`(?:, `[a-z-]+`(?! =))*)");
    private static final Pattern METRIC = Pattern.compile("\\b(envelope_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");

    private final Page page = Page.of("operations.md");
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final String keyId = kms.createKey("cards-key");

    @Test
    void every_meter_on_the_page_is_there_with_the_tags_that_it_names() throws IOException {
        EveryEvent.tell(registry);
        List<MatchResult> meters = METER.matcher(page.prose()).results().toList();

        assertThat(meters).hasSizeGreaterThan(10);
        for (MatchResult meter : meters) {
            assertThat(registry.find(meter.group(1)).meters())
                    .as(meter.group(1))
                    .isNotEmpty();
            TAG.matcher(meter.group(2)).results().forEach(tag -> {
                for (String value : Page.names(tag.group(2))) {
                    assertThat(registry.find(meter.group(1))
                                    .tag(tag.group(1), value)
                                    .meters())
                            .as("%s, %s = %s", meter.group(1), tag.group(1), value)
                            .isNotEmpty();
                }
            });
        }
    }

    @Test
    void every_metric_in_the_rules_for_prometheus_is_scraped_with_the_labels_that_they_name() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        EveryEvent.tell(registry);
        List<String> scraped =
                registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
        List<MatchResult> metrics = METRIC.matcher(rules()).results().toList();

        assertThat(metrics).hasSizeGreaterThan(10);
        for (MatchResult metric : metrics) {
            List<String> series = scraped.stream()
                    .filter(line -> line.matches(metric.group(1) + "[{ ].*"))
                    .toList();
            assertThat(series).as(metric.group(1)).isNotEmpty();
            for (MatchResult label : labels(metric.group(2))) {
                for (String value : label.group(2).split("\\|", -1)) {
                    assertThat(series)
                            .as(metric.group())
                            .anyMatch(line -> line.matches(".*[{,]" + label.group(1) + "=\"" + value + "\".*"));
                }
            }
        }
    }

    @Test
    void every_code_on_the_page_is_one_of_the_librarys() throws IOException {
        List<String> codes =
                Stream.of(ErrorCode.values()).map(ErrorCode::toString).toList();

        assertThat(Page.names(page.prose()))
                .filteredOn(name -> name.matches("[a-z]+(-[a-z]+)+"))
                .isNotEmpty()
                .isSubsetOf(codes);
    }

    @Test
    void every_failure_that_withdraws_a_key_or_passes_by_itself_is_alarmed_on() throws IOException {
        List<String> alarms = page.rows().stream()
                .flatMap(row -> Page.names(row.toString()).stream())
                .toList();

        assertThat(Stream.of(ErrorCode.values())
                        .filter(code -> code.isRetryable() || code.dropsCachedKeys())
                        .map(ErrorCode::toString))
                .filteredOn(code -> !code.equals("tenant-suspended")) // on purpose, and nothing is lost
                .isSubsetOf(alarms);
    }

    @Test
    void durations_and_sizes_are_those_of_the_defaults() {
        KeyCaching defaults = KeyCaching.defaults();

        assertThat(defaults.maximumAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.refreshAge()).isEqualTo(Duration.ofMinutes(4));
        assertThat(defaults.negativeAge()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.maximumSize()).isEqualTo(10_000);
    }

    @Test
    void a_longer_age_gets_over_a_longer_outage() {
        KeyCaching caching = KeyCaching.defaults()
                .withMaximumAge(
                        Duration.ofMinutes(15)) // how long an outage may last, and a withdrawn key still opens records
                .withMaximumSize(50_000);

        assertThat(caching.refreshAge()).isEqualTo(Duration.ofMinutes(12));
    }

    @Test
    void an_outage_shows_in_calls_before_it_shows_in_records_and_is_over_by_itself() {
        try (TenantKeys tenants = tenantInUse()) {
            kms.faults().failEveryCall(KmsErrorCode.INTERNAL);

            clock.advance(Duration.ofMinutes(4));
            encryptFor(tenants);
            long failed = count("envelope.key.calls", "outcome", "unavailable");
            assertThat(failed).isPositive(); // the store's key is refreshed too, in the background

            clock.advance(Duration.ofSeconds(15));
            encryptFor(tenants);
            assertThat(count("envelope.key.calls", "outcome", "unavailable")).isGreaterThan(failed);
            assertThat(count("envelope.record.failures", "code", "unavailable")).isZero();

            clock.advance(Duration.ofSeconds(45));
            assertThatThrownBy(() -> encryptFor(tenants)).isInstanceOf(KekUnavailableException.class);
            assertThat(count("envelope.record.failures", "code", "unavailable")).isEqualTo(1);

            kms.faults().clear();
            encryptFor(tenants);
        }
    }

    @Test
    void a_disabled_key_is_refused_from_the_refresh_on_and_works_at_once_when_it_is_enabled() {
        try (TenantKeys tenants = tenantInUse()) {
            kms.disable(keyId);

            clock.advance(Duration.ofMinutes(4));
            encryptFor(tenants);
            assertThat(count("envelope.key.calls", "outcome", "kek-disabled")).isPositive();
            assertThatThrownBy(() -> encryptFor(tenants)).isInstanceOf(KekUnusableException.class);

            kms.enable(keyId);
            encryptFor(tenants);
        }
    }

    @Test
    void a_key_that_no_one_uses_reaches_the_maximum_age_in_peace() {
        try (TenantKeys tenants = tenantInUse()) {
            clock.advance(Duration.ofMinutes(5).minusMillis(1));

            assertThat(tenants.keyCacheStats().oldest()).isGreaterThan(Duration.ofSeconds(299));
            assertThat(count("envelope.key.calls", "outcome", "unavailable")).isZero();
        }
    }

    private TenantKeys tenantInUse() {
        TenantKeys tenants = TenantKeys.builder(
                        Keyring.of(kms.kek("cards", keyId, KmsPrincipal.administrator())), new InMemoryTenantKeyStore())
                .keyCaching(KeyCaching.defaults().withExecutor(Runnable::run))
                .nanoTime(clock::nanoTime)
                .wallClock(clock)
                .listener(new EnvelopeMetrics(registry))
                .build();
        tenants.create("acme");
        encryptFor(tenants);
        return tenants;
    }

    private static void encryptFor(TenantKeys tenants) {
        tenants.cipher("acme").encrypt(new byte[1], EncryptionContext.none());
    }

    /** How often a counter counted, or a timer was used, over all its other tags. */
    private long count(String meter, String tag, String value) {
        return registry.find(meter).tag(tag, value).meters().stream()
                .mapToLong(each -> (long) each.measure().iterator().next().getValue())
                .sum();
    }

    private String rules() throws IOException {
        return String.join("\n", page.code("yaml"));
    }

    private static List<MatchResult> labels(@Nullable String selector) {
        return selector == null ? List.of() : LABEL.matcher(selector).results().toList();
    }
}
