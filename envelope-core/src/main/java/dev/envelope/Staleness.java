package dev.envelope;

/** Whether an envelope is wrapped as its keyring would wrap it today, as far as can be told without asking anyone. */
public enum Staleness {
    /** Every encrypting key has an entry of its current version, in order, and no other key of the keyring has one. */
    CURRENT,
    /** An encrypting key has no entry or one of another version, or a key that only decrypts has one: rewrap it. */
    STALE,
    /** A key service shows no versions, or none was seen yet, or did not when this was wrapped: rewrap it to be sure. */
    UNKNOWN
}
