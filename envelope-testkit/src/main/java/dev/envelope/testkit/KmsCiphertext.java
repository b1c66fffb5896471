package dev.envelope.testkit;

/**
 * What {@link InMemoryKms} encrypted.
 *
 * @param keyId the key that encrypted it, also where it was asked for by an alias
 * @param version the version of the key; the first one is 1
 * @param bytes the ciphertext, which names both
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KmsCiphertext(String keyId, int version, byte[] bytes) {

    /** Returns the key, the version and the length. */
    @Override
    public String toString() {
        return "KmsCiphertext[" + keyId + "#" + version + ", " + bytes.length + " bytes]";
    }
}
