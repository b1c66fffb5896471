package dev.envelope;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong in this library, apart from a caller's programming errors ({@code null} arguments,
 * negative lengths, use after close).
 *
 * <p>The message says what happened, with which key-encryption key, and what to do; it ends in the {@link ErrorCode} in
 * brackets. It never holds a key, a plaintext or a value of an encryption context. The exception of the key service, if
 * there was one, is the {@linkplain #getCause() cause}.
 */
public abstract sealed class EnvelopeException extends RuntimeException
        permits AlreadyAnEnvelopeException,
                ContentRefusedException,
                InvalidEnvelopeException,
                InvalidInputException,
                KekException {

    private static final long serialVersionUID = 1;

    /** What {@link #code()} returns. */
    private final ErrorCode code;

    EnvelopeException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message + " [" + requireNonNull(code, "code") + "]", cause);
        this.code = code;
    }

    /**
     * Returns the stable code of this failure.
     *
     * @return the code
     */
    public final ErrorCode code() {
        return code;
    }

    /**
     * Tells whether the same call may succeed later without anyone changing anything.
     *
     * @return what the {@linkplain ErrorCode#isRetryable() code} says
     */
    public final boolean isRetryable() {
        return code.isRetryable();
    }

    static ErrorCode requireOneOf(ErrorCode code, ErrorCode... allowed) {
        for (ErrorCode candidate : allowed) {
            if (candidate == code) {
                return code;
            }
        }
        throw new IllegalArgumentException("Code " + code + " does not belong to this exception");
    }
}
