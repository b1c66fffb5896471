package dev.envelope;

import org.jspecify.annotations.Nullable;

/** The provider of a key-encryption key, its settings or its answers are not what they must be; no retry will help. */
public final class KekMisconfiguredException extends KekException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param kekName the name of the key-encryption key
     * @param detail what is wrong and where to mend it, as a sentence without its full stop and free of secrets
     * @param cause the exception of the provider, or null
     */
    public KekMisconfiguredException(String kekName, String detail, @Nullable Throwable cause) {
        super(
                ErrorCode.MISCONFIGURED,
                kekName,
                "KEK '" + kekName + "' is misconfigured" + because(detail) + ".",
                cause);
    }
}
