package dev.envelope.kek;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;

/**
 * One item of a batch to wrap.
 *
 * @param key the data key, which stays the caller's
 * @param context what to bind it to
 */
public record WrapRequest(DataKey key, EncryptionContext context) {

    /**
     * Checks that both are there.
     *
     * @param key the data key, which stays the caller's
     * @param context what to bind it to
     */
    public WrapRequest {
        requireNonNull(key, "key");
        requireNonNull(context, "context");
    }
}
