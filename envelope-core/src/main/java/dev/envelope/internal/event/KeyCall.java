package dev.envelope.internal.event;

import dev.envelope.ErrorCode;
import dev.envelope.KeyOperation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One call to a key service, from its beginning to its end, which is told once for each way in which its keys ended. */
public final class KeyCall {

    private static final String SUCCESS = "success";

    private final Events events;
    private final String kekName;
    private final KeyOperation operation;
    private final long began = System.nanoTime();
    private final @Nullable KeyCallEvent event = Events.isRecorderOn() ? new KeyCallEvent() : null;

    KeyCall(Events events, String kekName, KeyOperation operation) {
        this.events = events;
        this.kekName = kekName;
        this.operation = operation;
        if (event != null) {
            event.begin();
        }
    }

    /**
     * The call did what it was asked for.
     *
     * @param keys with how many keys
     */
    public void succeeded(int keys) {
        record(SUCCESS, keys);
        Duration took = took();
        switch (operation) {
            case UNWRAP -> events.tell(listener -> listener.keyLoaded(kekName, keys, took));
            case GENERATE, WRAP, REWRAP -> events.tell(listener -> listener.keyWrapped(kekName, keys, took));
            case REFRESH_VERSION -> {}
        }
    }

    /**
     * The call failed.
     *
     * @param code why
     * @param keys for how many keys
     */
    public void failed(ErrorCode code, int keys) {
        record(code.toString(), keys);
        Duration took = took();
        events.tell(listener -> listener.keyCallFailed(kekName, operation, code, took));
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void record(String outcome, int keys) {
        if (event == null) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            event.kek = kekName;
            event.operation = operation.toString();
            event.outcome = outcome;
            event.keys = keys;
            event.commit();
        }
    }
}
