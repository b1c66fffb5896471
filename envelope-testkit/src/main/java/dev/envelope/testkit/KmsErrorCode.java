package dev.envelope.testkit;

/**
 * Why a call of {@link InMemoryKms} failed, in the words of a key service rather than of this library; translating one
 * into the other is what a provider is for.
 */
public enum KmsErrorCode {
    /** There is no such key or alias, or the key has been deleted. */
    NOT_FOUND,
    /** The key is disabled. */
    DISABLED,
    /** The key's deletion is scheduled. */
    PENDING_DELETION,
    /** The ciphertext was made by a version below the key's minimum decryption version. */
    VERSION_RETIRED,
    /** The key is not for encrypting and decrypting. */
    INVALID_KEY_USAGE,
    /** The principal has no right to this operation with this key. */
    ACCESS_DENIED,
    /** The ciphertext was altered, made by no key of this service, or made with another encryption context. */
    INVALID_CIPHERTEXT,
    /** The ciphertext was made by another key than the one that was asked to open it. */
    INCORRECT_KEY,
    /** An input is larger than the service allows. */
    LIMIT_EXCEEDED,
    /** An input that is not what it has to be, such as text without a UTF-8 form. */
    INVALID_REQUEST,
    /** The request quota is used up. */
    THROTTLED,
    /** The service failed. */
    INTERNAL,
    /** The connection was lost; whether the operation took effect, the caller can't know. */
    CONNECTION_DROPPED,
    /** The caller's deadline passed before the service answered. */
    TIMED_OUT,
    /** The calling thread was interrupted; its interrupt flag is set. */
    INTERRUPTED
}
