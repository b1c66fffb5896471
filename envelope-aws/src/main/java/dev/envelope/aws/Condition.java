package dev.envelope.aws;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer of AWS means for a call, told by its error code; by its HTTP status where it has none that is known. */
enum Condition {
    NOT_FOUND,
    DISABLED,
    /** The key is in a state that forbids the operation; only the message says which. */
    INVALID_STATE,
    WRONG_USAGE,
    /** The ciphertext was altered, or the context is another one. */
    REFUSED,
    /** Another key made the ciphertext than the one that was named. */
    OTHER_KEY,
    DENIED,
    /** The caller had credentials, and their time is over. */
    CREDENTIALS_EXPIRED,
    /** AWS does not know who calls, or can't verify it. */
    CREDENTIALS_REFUSED,
    THROTTLED,
    UNAVAILABLE,
    MISCONFIGURED;

    private static final String EXCEPTION = "Exception";

    /** By error code, without the ending that some services add and some don't. */
    private static final Map<String, Condition> BY_CODE = Map.ofEntries(
            entry("NotFound", NOT_FOUND),
            entry("Disabled", DISABLED),
            entry("KMSInvalidState", INVALID_STATE),
            entry("InvalidKeyUsage", WRONG_USAGE),
            entry("InvalidCiphertext", REFUSED),
            entry("IncorrectKey", OTHER_KEY),
            entry("AccessDenied", DENIED),
            entry("NotAuthorized", DENIED),
            entry("OptInRequired", DENIED),
            entry("InvalidGrantToken", DENIED),
            entry("ExpiredToken", CREDENTIALS_EXPIRED),
            entry("UnrecognizedClient", CREDENTIALS_REFUSED),
            entry("InvalidClientTokenId", CREDENTIALS_REFUSED),
            entry("InvalidAccessKeyId", CREDENTIALS_REFUSED),
            entry("MissingAuthenticationToken", CREDENTIALS_REFUSED),
            entry("InvalidSignature", CREDENTIALS_REFUSED),
            entry("IncompleteSignature", CREDENTIALS_REFUSED),
            entry("SignatureDoesNotMatch", CREDENTIALS_REFUSED),
            entry("RequestExpired", CREDENTIALS_REFUSED),
            entry("RequestTimeTooSkewed", CREDENTIALS_REFUSED),
            entry("Throttling", THROTTLED),
            entry("Throttled", THROTTLED),
            entry("RequestThrottled", THROTTLED),
            entry("TooManyRequests", THROTTLED),
            entry("RequestLimitExceeded", THROTTLED),
            entry("SlowDown", THROTTLED),
            entry("KMSInternal", UNAVAILABLE),
            entry("KeyUnavailable", UNAVAILABLE),
            entry("DependencyTimeout", UNAVAILABLE),
            entry("InternalFailure", UNAVAILABLE),
            entry("InternalError", UNAVAILABLE),
            entry("InternalServerError", UNAVAILABLE),
            entry("ServiceUnavailable", UNAVAILABLE),
            entry("RequestTimeout", UNAVAILABLE),
            entry("InvalidArn", MISCONFIGURED),
            entry("Validation", MISCONFIGURED),
            entry("ValidationError", MISCONFIGURED),
            entry("Serialization", MISCONFIGURED),
            entry("MissingParameter", MISCONFIGURED),
            entry("UnknownOperation", MISCONFIGURED),
            entry("UnsupportedOperation", MISCONFIGURED),
            entry("DryRunOperation", MISCONFIGURED),
            entry("LimitExceeded", MISCONFIGURED)); // a quota of things, not of requests: waiting does not help

    /**
     * The condition that an answer stands for.
     *
     * @param code the error code, or null where the answer had none, such as one of a proxy
     * @param status the HTTP status
     */
    static Condition of(@Nullable String code, int status) {
        Condition known = code == null ? null : BY_CODE.get(withoutEnding(code));
        return known == null ? ofStatus(status) : known;
    }

    /** A 404 without a code is some other server's: it must not pass for a key that does not exist. */
    private static Condition ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> DENIED;
            case 408 -> UNAVAILABLE;
            case 429 -> THROTTLED;
            case 501 -> MISCONFIGURED;
            default -> status >= 500 ? UNAVAILABLE : MISCONFIGURED;
        };
    }

    private static String withoutEnding(String code) {
        return code.endsWith(EXCEPTION) ? code.substring(0, code.length() - EXCEPTION.length()) : code;
    }
}
