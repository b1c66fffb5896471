package dev.envelope.vault;

import org.jspecify.annotations.Nullable;

/** There is no answer, or no token to ask with; not yet in the words of a key. */
final class CallFailure extends Exception {

    private static final long serialVersionUID = 1;

    enum Kind {
        TIMED_OUT,
        INTERRUPTED,
        UNAVAILABLE,
        THROTTLED,
        DENIED,
        MISCONFIGURED
    }

    private final Kind kind;

    CallFailure(Kind kind, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What happened, as the rest of a sentence. */
    String detail() {
        return String.valueOf(getMessage());
    }

    /** Whether the same call may succeed later. */
    boolean isPassing() {
        return kind == Kind.TIMED_OUT || kind == Kind.UNAVAILABLE || kind == Kind.THROTTLED;
    }
}
