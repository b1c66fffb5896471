package dev.envelope.testkit;

/** The state of a key of {@link InMemoryKms}. Only an enabled key can be used, for decryption as for anything else. */
public enum KmsKeyState {
    /** Can be used. */
    ENABLED,
    /** Can't be used until it is enabled. */
    DISABLED,
    /** Can't be used, and will be deleted on a date unless the deletion is cancelled. */
    PENDING_DELETION,
    /** Gone with its material; no call finds it. */
    DELETED
}
