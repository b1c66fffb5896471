package dev.envelope.rotation;

import static java.util.Objects.requireNonNull;

/**
 * What a row shall hold instead of what was read.
 *
 * @param row the row as it was read
 * @param value the new value of its column, in the form of {@link StoredRow#value()}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Change(StoredRow row, byte[] value) {

    /**
     * Checks that both are there.
     *
     * @param row the row as it was read
     * @param value the new value of its column
     */
    public Change {
        requireNonNull(row, "row");
        requireNonNull(value, "value");
    }

    /** Returns the row's column. */
    @Override
    public String toString() {
        return "Change[" + row + "]";
    }
}
