package dev.envelope.kek;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;

/**
 * One item of a batch to unwrap or to rewrap.
 *
 * @param wrapped the wrapped data key
 * @param context what it was bound to
 */
public record UnwrapRequest(WrappedKey wrapped, EncryptionContext context) {

    /**
     * Checks that both are there.
     *
     * @param wrapped the wrapped data key
     * @param context what it was bound to
     */
    public UnwrapRequest {
        requireNonNull(wrapped, "wrapped");
        requireNonNull(context, "context");
    }
}
