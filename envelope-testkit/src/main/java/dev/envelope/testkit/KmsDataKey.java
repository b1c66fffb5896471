package dev.envelope.testkit;

/**
 * A data key that {@link InMemoryKms} made.
 *
 * @param plaintext the data key, which is the caller's to wipe
 * @param ciphertext the same data key, encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KmsDataKey(byte[] plaintext, KmsCiphertext ciphertext) {

    /** Returns the ciphertext's key, version and length. */
    @Override
    public String toString() {
        return "KmsDataKey[" + ciphertext + "]";
    }
}
