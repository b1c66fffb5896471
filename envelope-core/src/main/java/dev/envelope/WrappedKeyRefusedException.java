package dev.envelope;

import org.jspecify.annotations.Nullable;

/**
 * The key-encryption key refuses the wrapped data key: it was altered, another key wrapped it, or it was wrapped under
 * another encryption context. These cannot be told apart.
 */
public final class WrappedKeyRefusedException extends KekException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param kekName the name of the key-encryption key
     * @param detail what more is known, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     */
    public WrappedKeyRefusedException(String kekName, @Nullable String detail, @Nullable Throwable cause) {
        super(
                ErrorCode.WRAPPED_KEY_REFUSED,
                kekName,
                "KEK '" + kekName + "' refuses the wrapped data key" + because(detail)
                        + ". Check that the encryption context is the one the record was encrypted with, and that the"
                        + " name '" + kekName + "' stands for the same key here as there.",
                cause);
    }
}
