package dev.envelope;

/**
 * Why a call failed: one constant for each condition, with a text form that never changes.
 *
 * <p>Each code says whether the same call may succeed later ({@link #isRetryable()}) and whether keys that were cached
 * for the key-encryption key concerned have to go ({@link #dropsCachedKeys()}). Alert and branch on codes, never on
 * message texts.
 */
public enum ErrorCode {
    /** The bytes do not begin as an envelope does. */
    NOT_AN_ENVELOPE("not-an-envelope"),
    /** An envelope that ends before it should. */
    TRUNCATED("truncated"),
    /** An envelope of a format version that this release does not know. */
    UNSUPPORTED_VERSION("unsupported-version"),
    /** An envelope with a field that the format does not allow. */
    MALFORMED("malformed"),
    /** What was given to be encrypted is an envelope already. */
    ALREADY_AN_ENVELOPE("already-an-envelope"),
    /** The content does not authenticate: another context, or altered. No one can tell which. */
    CONTENT_REFUSED("content-refused"),
    /** An encryption context that the format does not allow. */
    INVALID_CONTEXT("invalid-context"),
    /** A string that has no UTF-8 form, or a record that is not UTF-8 text. */
    INVALID_TEXT("invalid-text"),
    /** A message or an envelope larger than the format, or than an array, can hold. */
    TOO_LARGE("too-large"),
    /** More wrapped keys than one envelope can hold, or more versions than the key of a tenant can have. */
    TOO_MANY_KEYS("too-many-keys"),
    /** The keyring holds none of the key-encryption keys that an envelope names. */
    KEK_NOT_IN_KEYRING("kek-not-in-keyring"),
    /** The key service knows no such key. */
    KEK_NOT_FOUND("kek-not-found", Effect.DROPS_CACHED_KEYS),
    /** The key is disabled in its key service. */
    KEK_DISABLED("kek-disabled", Effect.DROPS_CACHED_KEYS),
    /** The key is about to be deleted from its key service. */
    KEK_PENDING_DELETION("kek-pending-deletion", Effect.DROPS_CACHED_KEYS),
    /** The key exists, but the version that wrapped this data key may no longer be used. */
    KEK_VERSION_RETIRED("kek-version-retired", Effect.DROPS_CACHED_KEYS),
    /** The key is not one for encrypting and decrypting. */
    KEK_WRONG_USAGE("kek-wrong-usage", Effect.DROPS_CACHED_KEYS),
    /** The key service refuses these credentials this operation. */
    ACCESS_DENIED("access-denied", Effect.DROPS_CACHED_KEYS),
    /** The key refuses the wrapped data key: altered, another context, or wrapped by another key. */
    WRAPPED_KEY_REFUSED("wrapped-key-refused"),
    /** The tenant's key was destroyed on purpose; its records can never be read again. */
    SHREDDED("shredded", Effect.DROPS_CACHED_KEYS),
    /** A tenant's id that is empty, too long or not valid UTF-16. */
    INVALID_TENANT_ID("invalid-tenant-id"),
    /** No tenant of this id was created. */
    TENANT_NOT_FOUND("tenant-not-found"),
    /** The tenant's keys may not be used until it is resumed. */
    TENANT_SUSPENDED("tenant-suspended", Effect.DROPS_CACHED_KEYS),
    /** The envelope is under no key of this tenant: it is another tenant's, or its label was altered. */
    NO_KEY_OF_TENANT("no-key-of-tenant"),
    /** What is stored of a tenant was changed by hand, or put back from an older state. */
    TENANT_RECORD_REFUSED("tenant-record-refused"),
    /** The key service asks for fewer calls. */
    THROTTLED("throttled", Effect.RETRYABLE),
    /** The key service does not answer, or answers that it can't. */
    UNAVAILABLE("unavailable", Effect.RETRYABLE),
    /** The deadline of the call passed before the key service answered. */
    TIMED_OUT("timed-out", Effect.RETRYABLE),
    /** The calling thread was interrupted; its interrupt flag is set. */
    INTERRUPTED("interrupted"),
    /** The key provider, its settings or its answers are not what they must be. */
    MISCONFIGURED("misconfigured");

    private enum Effect {
        NONE,
        RETRYABLE,
        DROPS_CACHED_KEYS
    }

    private final String text;
    private final Effect effect;

    ErrorCode(String text) {
        this(text, Effect.NONE);
    }

    ErrorCode(String text, Effect effect) {
        this.text = text;
        this.effect = effect;
    }

    /**
     * Tells whether the same call may succeed later without anyone changing anything.
     *
     * @return true for throttled, unavailable and timed out only
     */
    public boolean isRetryable() {
        return effect == Effect.RETRYABLE;
    }

    /**
     * Tells whether data keys that were unwrapped by the key-encryption key concerned must leave every cache.
     *
     * @return true where the key service has withdrawn the key or the right to use it
     */
    public boolean dropsCachedKeys() {
        return effect == Effect.DROPS_CACHED_KEYS;
    }

    /**
     * Returns the stable text form, such as {@code content-refused}: the one in logs, messages and test vectors.
     *
     * @return the text form, lower-case words joined by hyphens
     */
    @Override
    public String toString() {
        return text;
    }
}
