package dev.envelope.examples.secrets;

/** A secret can't be stored or read, for a reason that is neither S3's nor the envelope's; the message says what it is. */
class SecretException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SecretException(String message) {
        super(message);
    }

    /** Someone else wrote the secret between reading and writing it; nothing of theirs was touched. */
    static final class Overtaken extends SecretException {

        private static final long serialVersionUID = 1;

        Overtaken(SecretName name) {
            super("someone else wrote '" + name
                    + "' meanwhile, and their content was left as it is; look, and try again");
        }
    }

    /** A content object is missing, or not the one that is named by its ETag. */
    static final class ContentGone extends SecretException {

        private static final long serialVersionUID = 1;

        ContentGone(String key) {
            super("the content object " + key
                    + " is missing or was replaced: it does not have the ETag that its key object" + " names");
        }
    }
}
