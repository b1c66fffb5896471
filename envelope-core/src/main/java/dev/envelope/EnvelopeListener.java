package dev.envelope;

import java.time.Duration;
import java.util.List;

/**
 * Is told what a cipher or a set of tenant keys does, for metrics and alarms. Every method does nothing by default; more may
 * be added in later releases.
 *
 * <p>What it is given is of low cardinality and safe for a metric's tags, but for the versions of
 * {@link #shredded}: names of key-encryption keys, operations, error codes. It is never given a key, a plaintext, a value
 * of an encryption context, or a tenant's id; an audit log of tenants is {@link dev.envelope.tenant.TenantAudit}'s.
 *
 * <p>Called by the thread that does the work, and by several at the same time: be quick, and be safe for that. Whatever
 * it throws is logged and otherwise ignored. The same events are always there for Java Flight Recorder, under
 * {@code dev.envelope.*}.
 */
public interface EnvelopeListener {

    /**
     * A key service unwrapped keys. Not called for what comes out of a cache or is derived in this process under a tenant's
     * key.
     *
     * @param kekName the name of the key-encryption key
     * @param keys how many, more than one for a batch
     * @param took how long the call took
     */
    default void keyLoaded(String kekName, int keys, Duration took) {}

    /**
     * A key service wrapped keys, made by it or by this process.
     *
     * @param kekName the name of the key-encryption key
     * @param keys how many, more than one for a batch
     * @param took how long the call took
     */
    default void keyWrapped(String kekName, int keys, Duration took) {}

    /**
     * A key service did not do what it was asked for.
     *
     * @param kekName the name of the key-encryption key
     * @param operation what it was asked for
     * @param code why it did not
     * @param took how long the call took
     */
    default void keyCallFailed(String kekName, KeyOperation operation, ErrorCode code, Duration took) {}

    /**
     * A key was in the cache.
     *
     * @param kekName the name of the key-encryption key that it was wrapped by, or of the tenant keys
     */
    default void cacheHit(String kekName) {}

    /**
     * A key was not in the cache.
     *
     * @param kekName the name of the key-encryption key that it is wrapped by, or of the tenant keys
     */
    default void cacheMiss(String kekName) {}

    /**
     * A key left the cache. It is wiped when its last user is done.
     *
     * @param kekName the name of the key-encryption key that it was wrapped by, or of the tenant keys
     * @param cause why
     */
    default void cacheEvicted(String kekName, EvictionCause cause) {}

    /**
     * A wrapped key was replaced by the same key, wrapped anew.
     *
     * @param kekName the name of the key-encryption key that wraps it now
     */
    default void rewrapped(String kekName) {}

    /**
     * A tenant's keys were destroyed.
     *
     * @param kekName the name of the tenant keys
     * @param versions the versions that envelopes name; too many for a metric's tags
     */
    default void shredded(String kekName, List<String> versions) {}

    /**
     * A record could not be encrypted, opened or moved. Called once for each record, whatever the reason; where the reason
     * is a key service, {@link #keyCallFailed} was called before.
     *
     * @param operation what the application asked for
     * @param code why it failed
     */
    default void failed(RecordOperation operation, ErrorCode code) {}

    /**
     * A value that is no envelope was returned as it is, because the cipher
     * {@linkplain EnvelopeCipher.Builder#insecureAllowPlaintextUntil allows plaintext}. Called once for each value. Once a
     * column is all encrypted it is not called any more: what is read as it is from then on was put in past the library.
     */
    default void plaintextRead() {}
}
