package dev.envelope.testkit;

/**
 * What {@link InMemoryKms} decrypted.
 *
 * @param keyId the key that decrypted it
 * @param version the version of the key that had encrypted it
 * @param bytes the plaintext, which is the caller's to wipe
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KmsPlaintext(String keyId, int version, byte[] bytes) {

    /** Returns the key, the version and the length. */
    @Override
    public String toString() {
        return "KmsPlaintext[" + keyId + "#" + version + ", " + bytes.length + " bytes]";
    }
}
