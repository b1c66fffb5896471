package dev.envelope;

/**
 * What was given to be opened is no envelope, or a broken one: {@link ErrorCode#NOT_AN_ENVELOPE},
 * {@link ErrorCode#TRUNCATED}, {@link ErrorCode#UNSUPPORTED_VERSION} or {@link ErrorCode#MALFORMED}. No key was used to
 * find out.
 */
public final class InvalidEnvelopeException extends EnvelopeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param code one of the four codes above
     * @param message what is wrong, as sentences
     */
    public InvalidEnvelopeException(ErrorCode code, String message) {
        super(
                requireOneOf(
                        code,
                        ErrorCode.NOT_AN_ENVELOPE,
                        ErrorCode.TRUNCATED,
                        ErrorCode.UNSUPPORTED_VERSION,
                        ErrorCode.MALFORMED),
                message,
                null);
    }
}
