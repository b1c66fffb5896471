package dev.envelope.micrometer;

import static java.util.Objects.requireNonNull;

import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyOperation;
import dev.envelope.RecordOperation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Counts and times for Micrometer what a cipher or a set of tenant keys reports:
 *
 * <ul>
 *   <li>{@code envelope.key.calls}, a timer, by {@code kek}, {@code operation} ({@code unwrap}, {@code wrap} also for generated and
 *       rewrapped keys, {@code refresh-version}) and {@code outcome} ({@code success} or an error code)
 *   <li>{@code envelope.keys}, a counter of keys that key services unwrapped and wrapped, by {@code kek} and {@code operation}
 *   <li>{@code envelope.key.cache}, a counter, by {@code kek} and {@code result} ({@code hit}, {@code miss})
 *   <li>{@code envelope.key.cache.evictions}, a counter, by {@code kek} and {@code cause}
 *   <li>{@code envelope.rewraps} and {@code envelope.shreds}, counters, by {@code kek}
 *   <li>{@code envelope.record.failures}, a counter, by {@code operation} and {@code code}
 *   <li>{@code envelope.plaintext.reads}, a counter of values that a cipher returned as they are
 *   <li>{@code envelope.key.cache.size} and {@code envelope.key.cache.age.oldest} (seconds), gauges, by {@code cache}, for each
 *       cache that was {@linkplain #bindCache bound}
 * </ul>
 *
 * <p>Tags are names of key-encryption keys, operations, causes and error codes, and nothing else: never a tenant, a record, a
 * version or a value of an encryption context. Safe for use by several threads; one serves any number of ciphers.
 */
public final class EnvelopeMetrics implements EnvelopeListener {

    private static final String SUCCESS = "success";

    private final MeterRegistry registry;
    private final Map<String, Counter> hits = new ConcurrentHashMap<>();
    private final Map<String, Counter> misses = new ConcurrentHashMap<>();

    /**
     * Metrics in a registry.
     *
     * @param registry where the meters go; not closed
     */
    public EnvelopeMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
    }

    /**
     * Shows how full a cache is, and how old its oldest key.
     *
     * @param cache what the cache is called in the tag {@code cache}: few names, none of a tenant
     * @param stats such as {@code tenants::keyCacheStats}; the gauges keep it reachable
     */
    public void bindCache(String cache, Supplier<KeyCacheStats> stats) {
        Gauge.builder("envelope.key.cache.size", () -> stats.get().size())
                .description("Keys in the cache")
                .tag("cache", cache)
                .register(registry);
        Gauge.builder(
                        "envelope.key.cache.age.oldest",
                        () -> stats.get().oldest().toMillis() / 1000.0)
                .description("Age of the oldest key in the cache")
                .baseUnit("seconds")
                .tag("cache", cache)
                .register(registry);
    }

    @Override
    public void keyLoaded(String kekName, int keys, Duration took) {
        succeeded(kekName, KeyOperation.UNWRAP, keys, took);
    }

    @Override
    public void keyWrapped(String kekName, int keys, Duration took) {
        succeeded(kekName, KeyOperation.WRAP, keys, took);
    }

    @Override
    public void keyCallFailed(String kekName, KeyOperation operation, ErrorCode code, Duration took) {
        // One name for all that wraps, as for what succeeds: a dashboard divides the one by the other.
        boolean wraps = operation == KeyOperation.GENERATE || operation == KeyOperation.REWRAP;
        calls(kekName, wraps ? KeyOperation.WRAP : operation, code.toString()).record(took);
    }

    @Override
    public void cacheHit(String kekName) {
        hits.computeIfAbsent(kekName, name -> access(name, "hit")).increment();
    }

    @Override
    public void cacheMiss(String kekName) {
        misses.computeIfAbsent(kekName, name -> access(name, "miss")).increment();
    }

    @Override
    public void cacheEvicted(String kekName, EvictionCause cause) {
        registry.counter("envelope.key.cache.evictions", "kek", kekName, "cause", cause.toString())
                .increment();
    }

    @Override
    public void rewrapped(String kekName) {
        registry.counter("envelope.rewraps", "kek", kekName).increment();
    }

    @Override
    public void shredded(String kekName, List<String> versions) {
        registry.counter("envelope.shreds", "kek", kekName).increment();
    }

    @Override
    public void failed(RecordOperation operation, ErrorCode code) {
        registry.counter("envelope.record.failures", "operation", operation.toString(), "code", code.toString())
                .increment();
    }

    @Override
    public void plaintextRead() {
        registry.counter("envelope.plaintext.reads").increment();
    }

    private void succeeded(String kekName, KeyOperation operation, int keys, Duration took) {
        calls(kekName, operation, SUCCESS).record(took);
        registry.counter("envelope.keys", "kek", kekName, "operation", operation.toString())
                .increment(keys);
    }

    private Timer calls(String kekName, KeyOperation operation, String outcome) {
        return registry.timer(
                "envelope.key.calls", "kek", kekName, "operation", operation.toString(), "outcome", outcome);
    }

    private Counter access(String kekName, String result) {
        return registry.counter("envelope.key.cache", "kek", kekName, "result", result);
    }
}
