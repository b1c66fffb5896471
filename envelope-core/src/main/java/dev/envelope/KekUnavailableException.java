package dev.envelope;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The key service is {@linkplain ErrorCode#THROTTLED throttling}, {@linkplain ErrorCode#UNAVAILABLE unavailable} or
 * {@linkplain ErrorCode#TIMED_OUT did not answer in time}. The only retryable failures of this library; nothing is known
 * to be wrong with the key or the data.
 */
public final class KekUnavailableException extends KekException {

    private static final long serialVersionUID = 1;

    private KekUnavailableException(ErrorCode code, String kekName, String message, @Nullable Throwable cause) {
        super(code, kekName, message, cause);
    }

    /**
     * The key service asks for fewer calls.
     *
     * @param kekName the name of the key-encryption key
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnavailableException throttled(String kekName, @Nullable Throwable cause) {
        return new KekUnavailableException(
                ErrorCode.THROTTLED,
                kekName,
                "The key service of KEK '" + kekName
                        + "' is throttling. Try again later, ask it less often, or raise its quota.",
                cause);
    }

    /**
     * The key service does not answer, or answers that it can't.
     *
     * @param kekName the name of the key-encryption key
     * @param detail what happened, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnavailableException unavailable(
            String kekName, @Nullable String detail, @Nullable Throwable cause) {
        return new KekUnavailableException(
                ErrorCode.UNAVAILABLE,
                kekName,
                "The key service of KEK '" + kekName + "' is unavailable" + because(detail)
                        + ". The data is not affected; try again later.",
                cause);
    }

    /**
     * The deadline passed before the key service answered.
     *
     * @param kekName the name of the key-encryption key
     * @param allowed how long the call was allowed to take
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnavailableException timedOut(String kekName, Duration allowed, @Nullable Throwable cause) {
        return new KekUnavailableException(
                ErrorCode.TIMED_OUT,
                kekName,
                "The key service of KEK '" + kekName + "' did not answer within " + allowed.toMillis()
                        + " ms. The data is not affected; try again, or allow the call more time.",
                cause);
    }
}
