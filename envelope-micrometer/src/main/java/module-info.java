/** Metrics of ciphers and tenant keys for Micrometer: {@link dev.envelope.micrometer.EnvelopeMetrics}. */
// Micrometer's jar has no module descriptor, only a name that it reserves in its manifest.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.envelope.micrometer {
    requires transitive dev.envelope;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports dev.envelope.micrometer;
}
