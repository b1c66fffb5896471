package dev.envelope;

/**
 * The content of an envelope does not authenticate: it was altered, it belongs to another key block, or the encryption
 * context is not the one it was encrypted with. These cannot be told apart.
 */
public final class ContentRefusedException extends EnvelopeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what was refused, as sentences
     */
    public ContentRefusedException(String message) {
        super(ErrorCode.CONTENT_REFUSED, message, null);
    }
}
