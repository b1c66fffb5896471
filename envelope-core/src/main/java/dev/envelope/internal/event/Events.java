package dev.envelope.internal.event;

import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.KeyOperation;
import dev.envelope.RecordOperation;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Where what happens is reported: to the application's listeners, and to Java Flight Recorder. */
public final class Events {

    /** Reports to Java Flight Recorder only. */
    public static final Events NONE = new Events(List.of());

    private static final System.Logger LOG = System.getLogger("dev.envelope");

    private final List<EnvelopeListener> listeners;

    /**
     * Where what happens is reported.
     *
     * @param listeners whom to tell, in this order
     */
    public Events(List<EnvelopeListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Reports that keys were unwrapped by a key service.
     *
     * @param kekName the name of the key-encryption key
     * @param keys how many
     * @param took how long it took
     */
    public void keyLoaded(String kekName, int keys, Duration took) {
        tell(listener -> listener.keyLoaded(kekName, keys, took));
    }

    /**
     * Reports that keys were wrapped by a key service.
     *
     * @param kekName the name of the key-encryption key
     * @param keys how many
     * @param took how long it took
     */
    public void keyWrapped(String kekName, int keys, Duration took) {
        tell(listener -> listener.keyWrapped(kekName, keys, took));
    }

    /**
     * Reports that a key service failed.
     *
     * @param kekName the name of the key-encryption key
     * @param operation what it was asked for
     * @param code why it did not
     * @param took how long it took
     */
    public void keyCallFailed(String kekName, KeyOperation operation, ErrorCode code, Duration took) {
        tell(listener -> listener.keyCallFailed(kekName, operation, code, took));
    }

    /**
     * Reports that a key was in a cache.
     *
     * @param kekName the name of the key-encryption key
     */
    public void cacheHit(String kekName) {
        tell(listener -> listener.cacheHit(kekName));
    }

    /**
     * Reports that a key was not in a cache.
     *
     * @param kekName the name of the key-encryption key
     */
    public void cacheMiss(String kekName) {
        tell(listener -> listener.cacheMiss(kekName));
    }

    /**
     * Reports that a key left a cache.
     *
     * @param kekName the name of the key-encryption key
     * @param cause why
     */
    public void cacheEvicted(String kekName, EvictionCause cause) {
        tell(listener -> listener.cacheEvicted(kekName, cause));
    }

    /**
     * Reports that a wrapped key was replaced by the same key, wrapped anew.
     *
     * @param kekName the name of the key-encryption key
     */
    public void rewrapped(String kekName) {
        tell(listener -> listener.rewrapped(kekName));
    }

    /**
     * Reports that a tenant's keys were destroyed.
     *
     * @param kekName the name of the tenant keys
     * @param versions their versions
     */
    public void shredded(String kekName, List<String> versions) {
        tell(listener -> listener.shredded(kekName, versions));
    }

    /**
     * Reports that a record could not be encrypted, opened or moved.
     *
     * @param operation what the application asked for
     * @param code why it failed
     */
    public void failed(RecordOperation operation, ErrorCode code) {
        tell(listener -> listener.failed(operation, code));
    }

    private void tell(Consumer<EnvelopeListener> event) {
        for (EnvelopeListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                // Its class only: what a listener says in a message is not known to be free of secrets.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Listener " + listener.getClass().getName() + " threw "
                                + e.getClass().getName());
            }
        }
    }
}
