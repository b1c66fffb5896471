package dev.envelope;

/** What was given to be encrypted parses completely as an envelope: most likely it would be encrypted twice. */
public final class AlreadyAnEnvelopeException extends EnvelopeException {

    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public AlreadyAnEnvelopeException() {
        super(
                ErrorCode.ALREADY_AN_ENVELOPE,
                "The data is an envelope already and was not encrypted a second time. Store it as it is; if an envelope"
                        + " inside an envelope is what you want, use EnvelopeCipher.Builder.allowNestedEnvelopes().",
                null);
    }
}
