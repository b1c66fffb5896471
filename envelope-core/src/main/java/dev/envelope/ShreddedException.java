package dev.envelope;

import org.jspecify.annotations.Nullable;

/** The key was destroyed on purpose: what it wrapped can never be read again, by anyone. */
public final class ShreddedException extends KekException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param kekName the name of the key-encryption key
     * @param version the version that was destroyed, as the envelope labels it
     * @param cause what reported it, or null
     */
    public ShreddedException(String kekName, String version, @Nullable Throwable cause) {
        super(
                ErrorCode.SHREDDED,
                kekName,
                "Version '" + version + "' of KEK '" + kekName
                        + "' was shredded: the records under it can never be read again, and nothing can bring them"
                        + " back. Remove them, or treat them as erased.",
                cause);
    }
}
