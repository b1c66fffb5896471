package dev.envelope.internal.cache;

/**
 * The use of a key: it is not wiped before this is closed, wherever it was cached. Has one owner, and is not safe for
 * use by several threads.
 *
 * @param <V> the type of the key
 */
public final class KeyHandle<V> implements AutoCloseable {

    private final CachedKey<V> held;
    private boolean closed;

    KeyHandle(CachedKey<V> held) {
        this.held = held;
    }

    /**
     * Returns the key.
     *
     * @return the key, not to be used after this was closed
     */
    public V key() {
        if (closed) {
            throw new IllegalStateException("This use of a key has ended");
        }
        return held.key();
    }

    /** Ends the use. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            held.letGo();
        }
    }
}
