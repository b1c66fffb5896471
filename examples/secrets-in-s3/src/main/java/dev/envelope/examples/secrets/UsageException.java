package dev.envelope.examples.secrets;

/** The program was called in a way that it can't be; the message says what to change. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
