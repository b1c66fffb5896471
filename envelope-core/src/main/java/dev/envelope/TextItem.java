package dev.envelope;

import static java.util.Objects.requireNonNull;

/**
 * One envelope in text form of a list to decrypt.
 *
 * @param envelope the envelope in text form
 * @param context what the record is
 */
public record TextItem(String envelope, EncryptionContext context) {

    /**
     * Checks that both are there.
     *
     * @param envelope the envelope in text form
     * @param context what the record is
     */
    public TextItem {
        requireNonNull(envelope, "envelope");
        requireNonNull(context, "context");
    }

    /** Returns the length and the context's keys. */
    @Override
    public String toString() {
        return "TextItem[" + envelope.length() + " characters, " + context + "]";
    }
}
