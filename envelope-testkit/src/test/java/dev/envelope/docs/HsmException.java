package dev.envelope.docs;

/** Why the imaginary key service did not do what it was asked for. */
final class HsmException extends Exception {

    private static final long serialVersionUID = 1;

    /** What the service says. */
    enum Reason {
        REFUSED,
        DENIED,
        NO_SUCH_KEY,
        BUSY,
        DOWN,
        TOO_LATE
    }

    private final Reason reason;

    HsmException(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
