package dev.envelope.testkit;

/** What a key of {@link InMemoryKms} is for. */
public enum KmsKeyUsage {
    /** Symmetric encryption, which data keys are wrapped by. */
    ENCRYPT_DECRYPT,
    /** Signatures. Such a key refuses every operation that a data key could be wrapped or unwrapped by. */
    SIGN_VERIFY
}
