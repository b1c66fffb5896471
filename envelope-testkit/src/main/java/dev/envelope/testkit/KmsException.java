package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A call of {@link InMemoryKms} failed. The message shows key ids and no plaintext, ciphertext or context value. */
public final class KmsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why. */
    private final KmsErrorCode code;

    /** What happened, without the code. */
    private final String detail;

    /**
     * Creates the exception.
     *
     * @param code why
     * @param message what happened, as a sentence without its full stop and free of secrets
     */
    public KmsException(KmsErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates the exception.
     *
     * @param code why
     * @param message what happened, as a sentence without its full stop and free of secrets
     * @param cause what reported it, or null
     */
    public KmsException(KmsErrorCode code, String message, @Nullable Throwable cause) {
        super(requireNonNull(code, "code") + ": " + message, cause);
        this.code = code;
        this.detail = message;
    }

    /** What happened, for a message that says the reason in its own words. */
    String detail() {
        return detail;
    }

    /**
     * Returns why the call failed.
     *
     * @return the code
     */
    public KmsErrorCode code() {
        return code;
    }
}
