package dev.envelope;

import static java.util.Objects.requireNonNull;

/**
 * One item of a list to encrypt or decrypt.
 *
 * @param bytes the plaintext or the envelope; not copied and not changed
 * @param context what the record is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Item(byte[] bytes, EncryptionContext context) {

    /**
     * Checks that both are there.
     *
     * @param bytes the plaintext or the envelope; not copied and not changed
     * @param context what the record is
     */
    public Item {
        requireNonNull(bytes, "bytes");
        requireNonNull(context, "context");
    }

    /** Returns the length and the context's keys. */
    @Override
    public String toString() {
        return "Item[" + bytes.length + " bytes, " + context + "]";
    }
}
