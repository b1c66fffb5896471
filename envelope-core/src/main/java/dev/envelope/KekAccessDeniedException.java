package dev.envelope;

import org.jspecify.annotations.Nullable;

/** The key service refuses these credentials this operation with this key. */
public final class KekAccessDeniedException extends KekException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param kekName the name of the key-encryption key
     * @param detail which operation and whose credentials, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     */
    public KekAccessDeniedException(String kekName, @Nullable String detail, @Nullable Throwable cause) {
        super(
                ErrorCode.ACCESS_DENIED,
                kekName,
                "KEK '" + kekName + "' denies access" + because(detail)
                        + ". Grant these credentials the operation in the key's policy, or use others.",
                cause);
    }
}
