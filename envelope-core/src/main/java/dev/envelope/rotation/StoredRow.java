package dev.envelope.rotation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was read: one value of one of the columns that are rotated, and the columns that its context is made of. Its
 * {@code toString} shows the column only. Not safe for use by several threads at once.
 */
public interface StoredRow {

    /**
     * Returns the column that is rotated.
     *
     * @return its name, as the store was given it
     */
    String column();

    /**
     * Returns the value of that column.
     *
     * @return its bytes, which are not copied: an envelope in binary form or the UTF-8 bytes of a text, by the
     *     {@linkplain RotationStore#isText form of the column}
     */
    byte[] value();

    /**
     * Returns the key of the row, for people and for the quarantine.
     *
     * @return what the key columns hold, as {@link #text} returns it, in the order of the key
     */
    Map<String, String> key();

    /**
     * Returns what a column of the row holds, as text: numbers in decimal digits, UUIDs in lower case, dates as in ISO 8601,
     * binary values in lower-case hexadecimal digits.
     *
     * @param name the name of a key column, or of another that the store was told to read
     * @return the text; null where the column is null
     * @throws IllegalArgumentException if the column is not one that is read
     */
    @Nullable
    String text(String name);

    /**
     * The same for a column that is never null.
     *
     * @param name the name of the column
     * @return the text
     * @throws IllegalArgumentException if the column is null, or not one that is read
     */
    default String required(String name) {
        @Nullable String text = text(name);
        if (text == null) {
            throw new IllegalArgumentException("Column " + name + " of the row is null");
        }
        return text;
    }
}
