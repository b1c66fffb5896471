package dev.envelope.internal.keyring;

import dev.envelope.kek.DataKey;

/**
 * A data key that was unwrapped.
 *
 * @param key the data key; belongs to whoever owns this pair
 * @param lease whether it may still be used
 */
public record OpenedKey(DataKey key, KeyLease lease) implements AutoCloseable {

    @Override
    public void close() {
        key.close();
    }
}
