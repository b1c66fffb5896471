package dev.envelope;

import org.jspecify.annotations.Nullable;

/**
 * An argument that the format has no room for: {@link ErrorCode#INVALID_CONTEXT}, {@link ErrorCode#INVALID_TENANT_ID},
 * {@link ErrorCode#INVALID_TEXT}, {@link ErrorCode#TOO_LARGE} or {@link ErrorCode#TOO_MANY_KEYS}.
 */
public final class InvalidInputException extends EnvelopeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param code one of the codes above
     * @param message what is wrong, as sentences without any of the data
     */
    public InvalidInputException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates the exception, where a key service refused the argument.
     *
     * @param code one of the codes above
     * @param message what is wrong, as sentences without any of the data
     * @param cause the exception of the key service, or null
     */
    public InvalidInputException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(
                requireOneOf(
                        code,
                        ErrorCode.INVALID_CONTEXT,
                        ErrorCode.INVALID_TENANT_ID,
                        ErrorCode.INVALID_TEXT,
                        ErrorCode.TOO_LARGE,
                        ErrorCode.TOO_MANY_KEYS),
                message,
                cause);
    }
}
