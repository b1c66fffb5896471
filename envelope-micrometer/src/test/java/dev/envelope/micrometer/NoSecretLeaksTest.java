package dev.envelope.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeListener;
import dev.envelope.KeyCacheStats;
import dev.envelope.testkit.Canaries;
import dev.envelope.testkit.Evidence;
import dev.envelope.testkit.NoSecretLeaksContract;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** No secret gets into names, tags, descriptions or values of meters. */
class NoSecretLeaksTest extends NoSecretLeaksContract {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Override
    protected EnvelopeListener listener(Evidence evidence) {
        EnvelopeMetrics metrics = new EnvelopeMetrics(registry);
        metrics.bindCache("cards", () -> new KeyCacheStats(1, 2, 3, 4, 5, 6, Duration.ZERO));
        return metrics;
    }

    @Override
    protected void alsoMeet(Evidence evidence, Canaries canaries) {
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .contains(
                        "envelope.record.failures",
                        "envelope.key.cache.evictions",
                        "envelope.rewraps",
                        "envelope.shreds");
        for (Meter meter : registry.getMeters()) {
            evidence.item(
                    "the meter " + meter.getId().getName(),
                    meter.getId() + " " + meter.getId().getTags() + " "
                            + meter.getId().getDescription() + " " + meter.measure());
        }
    }
}
