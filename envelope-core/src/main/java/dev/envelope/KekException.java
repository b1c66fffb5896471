package dev.envelope;

import static java.util.Objects.requireNonNull;

import java.nio.channels.ClosedByInterruptException;
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
                TenantException,
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

    /**
     * What a provider threw that is not of this library's hierarchy: an interrupt if it stands anywhere among the causes, and
     * otherwise a defect of the provider.
     *
     * @param kekName the name of the key-encryption key
     * @param thrown what it threw
     * @return the exception, with that as its cause
     */
    public static KekException unclassified(String kekName, RuntimeException thrown) {
        int depth = 0; // causes may form a circle
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return new CallInterruptedException(kekName, thrown);
            }
        }
        return new KekMisconfiguredException(
                kekName,
                "its provider threw " + thrown.getClass().getName()
                        + ", which is not an EnvelopeException; see the cause, and report it to the provider's authors",
                thrown);
    }

    /** A detail from a key service as the rest of a sentence: {@code ": it says so"}, or nothing. */
    static String because(@Nullable String detail) {
        return detail == null || detail.isBlank() ? "" : ": " + detail.strip();
    }
}
