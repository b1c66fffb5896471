package dev.envelope.examples.cardvault;

/** A request that the caller has to change. Its message goes back to the caller and repeats nothing of the request. */
final class RequestRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    RequestRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
