package dev.envelope.kek;

/** What a key-encryption key can do beyond wrapping and unwrapping, or guarantees about it. */
public enum KekCapability {
    /** {@link KeyEncryptionKey#generateDataKey} lets the key service make the data key. */
    GENERATES_REMOTELY,
    /**
     * {@link KeyEncryptionKey#rewrap} happens inside the key service: no data key reaches this process, and an
     * application that may not decrypt can still rewrap.
     */
    REWRAPS_NATIVELY,
    /** A wrapped key opens only with the encryption context it was wrapped with. */
    BINDS_CONTEXT,
    /** Wrapped keys carry the version of the key that wrapped them. */
    REPORTS_VERSIONS,
    /**
     * No record opens by a wrapped key whose label names another version than the one that wrapped it: what was opened proves its
     * label. Without it, labels are hints.
     */
    BINDS_VERSION,
    /** An altered wrapped key is refused by {@link KeyEncryptionKey#unwrap}, rather than giving another data key. */
    AUTHENTICATES
}
