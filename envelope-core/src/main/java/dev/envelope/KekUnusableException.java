package dev.envelope;

import org.jspecify.annotations.Nullable;

/**
 * The key service answers, and the key can't be used: {@link ErrorCode#KEK_NOT_FOUND}, {@link ErrorCode#KEK_DISABLED},
 * {@link ErrorCode#KEK_PENDING_DELETION}, {@link ErrorCode#KEK_VERSION_RETIRED} or {@link ErrorCode#KEK_WRONG_USAGE}.
 * Never thrown for an outage.
 */
public final class KekUnusableException extends KekException {

    private static final long serialVersionUID = 1;

    private KekUnusableException(ErrorCode code, String kekName, String message, @Nullable Throwable cause) {
        super(code, kekName, message, cause);
    }

    /**
     * The key service knows no such key.
     *
     * @param kekName the name of the key-encryption key
     * @param detail which key it was asked for, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnusableException notFound(String kekName, @Nullable String detail, @Nullable Throwable cause) {
        return new KekUnusableException(
                ErrorCode.KEK_NOT_FOUND,
                kekName,
                "There is no key for KEK '" + kekName + "'" + because(detail)
                        + ". Check what names it (key id, path) and where it was looked for (account, region, address).",
                cause);
    }

    /**
     * The key is disabled.
     *
     * @param kekName the name of the key-encryption key
     * @param detail which key, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnusableException disabled(String kekName, @Nullable String detail, @Nullable Throwable cause) {
        return new KekUnusableException(
                ErrorCode.KEK_DISABLED,
                kekName,
                "KEK '" + kekName + "' is disabled" + because(detail)
                        + ". Enable it in its key service to read what it wrapped.",
                cause);
    }

    /**
     * The key is about to be deleted.
     *
     * @param kekName the name of the key-encryption key
     * @param detail which key, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnusableException pendingDeletion(
            String kekName, @Nullable String detail, @Nullable Throwable cause) {
        return new KekUnusableException(
                ErrorCode.KEK_PENDING_DELETION,
                kekName,
                "KEK '" + kekName + "' is about to be deleted" + because(detail)
                        + ". Cancel the deletion in its key service now: once it is gone, what it wrapped is lost.",
                cause);
    }

    /**
     * The version that wrapped a data key may no longer be used, or is not held any more.
     *
     * @param kekName the name of the key-encryption key
     * @param version the version, as the envelope labels it
     * @param detail which versions may be used, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnusableException versionRetired(
            String kekName, String version, @Nullable String detail, @Nullable Throwable cause) {
        return new KekUnusableException(
                ErrorCode.KEK_VERSION_RETIRED,
                kekName,
                "KEK '" + kekName + "' does not open what its version '" + version + "' wrapped" + because(detail)
                        + ". Make that version available again, rewrap what it wrapped, and retire it then.",
                cause);
    }

    /**
     * The key is not one for encrypting and decrypting.
     *
     * @param kekName the name of the key-encryption key
     * @param detail what the key is for, as the rest of a sentence and free of secrets, or null
     * @param cause the exception of the key service, or null
     * @return the exception
     */
    public static KekUnusableException wrongUsage(String kekName, @Nullable String detail, @Nullable Throwable cause) {
        return new KekUnusableException(
                ErrorCode.KEK_WRONG_USAGE,
                kekName,
                "KEK '" + kekName + "' is not a key for symmetric encryption" + because(detail)
                        + ". Name a key that was made for encrypting and decrypting.",
                cause);
    }
}
