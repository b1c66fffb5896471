package dev.envelope.testkit;

/** What a key service can be asked to do with a key: the unit of rights, of scripted faults and of the call log. */
public enum KmsOperation {
    /** Make a data key, and return it both in plain and encrypted. */
    GENERATE_DATA_KEY,
    /** Encrypt up to {@value KmsSession#MAX_PLAINTEXT_BYTES} bytes. */
    ENCRYPT,
    /** Decrypt what {@link #GENERATE_DATA_KEY}, {@link #ENCRYPT} or {@link #RE_ENCRYPT} encrypted. */
    DECRYPT,
    /** Decrypt and encrypt again inside the service; a right of its own, which needs none of the others. */
    RE_ENCRYPT,
    /** Tell a key's state and current version. */
    DESCRIBE_KEY
}
