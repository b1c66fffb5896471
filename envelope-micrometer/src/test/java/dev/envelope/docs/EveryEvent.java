package dev.envelope.docs;

import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyOperation;
import dev.envelope.RecordOperation;
import dev.envelope.micrometer.EnvelopeMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** All that a listener can be told, so that a registry has every meter that there may be. */
final class EveryEvent {

    private EveryEvent() {}

    static void tell(MeterRegistry registry) {
        EnvelopeMetrics metrics = new EnvelopeMetrics(registry);
        metrics.bindCache("tenants", () -> new KeyCacheStats(1, 1, 1, 1, 0, 0, Duration.ofSeconds(1)));
        metrics.keyLoaded("cards", 1, Duration.ZERO);
        metrics.keyWrapped("cards", 1, Duration.ZERO);
        metrics.cacheHit("cards");
        metrics.cacheMiss("cards");
        metrics.rewrapped("cards");
        metrics.shredded("cards", List.of());
        metrics.plaintextRead();
        for (EvictionCause cause : EvictionCause.values()) {
            metrics.cacheEvicted("cards", cause);
        }
        for (ErrorCode code : ErrorCode.values()) {
            for (KeyOperation operation : KeyOperation.values()) {
                metrics.keyCallFailed("cards", operation, code, Duration.ZERO);
            }
            for (RecordOperation operation : RecordOperation.values()) {
                metrics.failed(operation, code);
            }
        }
    }
}
