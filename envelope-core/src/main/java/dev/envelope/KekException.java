package dev.envelope;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A failure that concerns a key-encryption key or the service it lives in. */
public abstract sealed class KekException extends EnvelopeException
        permits CallInterruptedException,
                KekAccessDeniedException,
                KekMisconfiguredException,
                KekNotInKeyringException,
                KekUnavailableException,
                KekUnusableException,
                ShreddedException,
                WrappedKeyRefusedException {

    private static final long serialVersionUID = 1;

    /** What {@link #kekName()} returns. */
    private final String kekName;

    KekException(ErrorCode code, String kekName, String message, @Nullable Throwable cause) {
        super(code, message, cause);
        this.kekName = requireNonNull(kekName, "kekName");
    }

    /**
     * Returns the name of the key-encryption key, as the application chose it.
     *
     * @return the name
     */
    public final String kekName() {
        return kekName;
    }

    /** A detail from a key service as the rest of a sentence: {@code ": it says so"}, or nothing. */
    static String because(@Nullable String detail) {
        return detail == null || detail.isBlank() ? "" : ": " + detail.strip();
    }
}
