/**
 * Envelope encryption: every record under its own data key, every data key wrapped by a key-encryption key that lives in
 * a key service.
 *
 * <p>Start with {@link dev.envelope.EnvelopeCipher}. {@link dev.envelope.kek} is for those who connect a key service,
 * {@link dev.envelope.tenant} for those who keep a key for each tenant, {@link dev.envelope.format} for those who look inside an envelope.
 */
module dev.envelope {
    requires com.github.benmanes.caffeine;
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.envelope;
    exports dev.envelope.format;
    exports dev.envelope.kek;
    exports dev.envelope.rotation;
    exports dev.envelope.tenant;
}
