package dev.envelope.internal.event;

import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.EvictionCause;
import dev.envelope.KeyOperation;
import dev.envelope.RecordOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;

/** Where what happens is reported: to the application's listeners, and to Java Flight Recorder. */
public final class Events {

    /** Reports to Java Flight Recorder only. */
    public static final Events NONE = new Events(List.of());

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
     * The same, and one more listener.
     *
     * @param listener whom to tell after the others
     * @return where what happens is reported
     */
    public Events with(EnvelopeListener listener) {
        List<EnvelopeListener> more = new ArrayList<>(listeners);
        more.add(listener);
        return new Events(more);
    }

    /**
     * A call to a key service begins.
     *
     * @param kekName the name of the key-encryption key
     * @param operation what it is asked for
     * @return to be told how it ends
     */
    public KeyCall keyCall(String kekName, KeyOperation operation) {
        return new KeyCall(this, kekName, operation);
    }

    /**
     * Reports that a key was in a cache.
     *
     * @param kekName the name of the key-encryption key
     */
    public void cacheHit(String kekName) {
        accessed(kekName, true);
        if (!listeners.isEmpty()) {
            tell(listener -> listener.cacheHit(kekName));
        }
    }

    /**
     * Reports that a key was not in a cache.
     *
     * @param kekName the name of the key-encryption key
     */
    public void cacheMiss(String kekName) {
        accessed(kekName, false);
        tell(listener -> listener.cacheMiss(kekName));
    }

    /**
     * Reports that a key left a cache.
     *
     * @param kekName the name of the key-encryption key
     * @param cause why
     */
    public void cacheEvicted(String kekName, EvictionCause cause) {
        if (isRecorderOn()) {
            CacheEvictionEvent event = new CacheEvictionEvent();
            if (event.shouldCommit()) {
                event.kek = kekName;
                event.cause = cause.toString();
                event.commit();
            }
        }
        tell(listener -> listener.cacheEvicted(kekName, cause));
    }

    /**
     * Reports that a wrapped key was replaced by the same key, wrapped anew.
     *
     * @param kekName the name of the key-encryption key
     */
    public void rewrapped(String kekName) {
        if (isRecorderOn()) {
            RewrapEvent event = new RewrapEvent();
            if (event.shouldCommit()) {
                event.kek = kekName;
                event.commit();
            }
        }
        tell(listener -> listener.rewrapped(kekName));
    }

    /**
     * Reports that a tenant's keys were destroyed.
     *
     * @param kekName the name of the tenant keys
     * @param versions their versions
     */
    public void shredded(String kekName, List<String> versions) {
        if (isRecorderOn()) {
            ShredEvent event = new ShredEvent();
            if (event.shouldCommit()) {
                event.kek = kekName;
                event.versions = String.join(" ", versions);
                event.commit();
            }
        }
        tell(listener -> listener.shredded(kekName, versions));
    }

    /**
     * Reports that a record could not be encrypted, opened or moved.
     *
     * @param operation what the application asked for
     * @param code why it failed
     */
    public void failed(RecordOperation operation, ErrorCode code) {
        if (isRecorderOn()) {
            RecordFailureEvent event = new RecordFailureEvent();
            if (event.shouldCommit()) {
                event.operation = operation.toString();
                event.code = code.toString();
                event.commit();
            }
        }
        tell(listener -> listener.failed(operation, code));
    }

    /** Reports that a value that is no envelope was returned as it is. */
    public void plaintextRead() {
        if (isRecorderOn()) {
            PlaintextReadEvent event = new PlaintextReadEvent();
            if (event.shouldCommit()) {
                event.commit();
            }
        }
        tell(EnvelopeListener::plaintextRead);
    }

    private static void accessed(String kekName, boolean hit) {
        if (isRecorderOn()) {
            CacheAccessEvent event = new CacheAccessEvent();
            if (event.shouldCommit()) {
                event.kek = kekName;
                event.hit = hit;
                event.commit();
            }
        }
    }

    /**
     * Tells whether the recorder was started in this process, ever. Touching an event before that starts all of the recorder's
     * own machinery, which takes longer than a first record may.
     */
    static boolean isRecorderOn() {
        return FlightRecorder.isInitialized();
    }

    void tell(Consumer<EnvelopeListener> event) {
        for (EnvelopeListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                // Errors too: whoever is told of a key holds it, and must get to where it is let go.
                // Its class only: what a listener says in a message is not known to be free of secrets.
                System.getLogger("dev.envelope")
                        .log(
                                System.Logger.Level.WARNING,
                                "Listener " + listener.getClass().getName() + " threw "
                                        + e.getClass().getName());
            }
        }
    }
}
