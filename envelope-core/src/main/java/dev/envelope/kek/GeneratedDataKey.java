package dev.envelope.kek;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.WrappedKey;

/**
 * A new data key, and the same key wrapped.
 *
 * @param key the data key; it belongs to whoever owns this pair
 * @param wrapped the wrapped data key, which goes into the envelope
 */
public record GeneratedDataKey(DataKey key, WrappedKey wrapped) implements AutoCloseable {

    /**
     * Checks that both are there.
     *
     * @param key the data key; it belongs to whoever owns this pair
     * @param wrapped the wrapped data key, which goes into the envelope
     */
    public GeneratedDataKey {
        requireNonNull(key, "key");
        requireNonNull(wrapped, "wrapped");
    }

    /** Closes the data key. */
    @Override
    public void close() {
        key.close();
    }
}
