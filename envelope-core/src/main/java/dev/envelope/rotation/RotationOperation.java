package dev.envelope.rotation;

/** What a job does with the values of a column. */
public enum RotationOperation {
    /** Moves envelopes to the keys of today; their content stays as it is. */
    REWRAP("rewrap"),
    /** Encrypts what is plaintext, in place. */
    ENCRYPT("encrypt"),
    /** Decrypts what is encrypted, in place: the way back of an adoption that is called off. */
    INSECURE_DECRYPT("insecure-decrypt");

    private final String text;

    RotationOperation(String text) {
        this.text = text;
    }

    /** Returns the name in reports. */
    @Override
    public String toString() {
        return text;
    }
}
