package dev.envelope.testkit;

/** What a column of a {@link TableShape} holds, and as which Java type that crosses a {@link RotationTable}. */
public enum ColumnType {
    /** A {@link Long}. */
    NUMBER,
    /** A {@link java.math.BigDecimal} with two digits behind the point and up to ten before it. */
    DECIMAL,
    /** A {@link String} of up to 100 characters of Unicode. */
    TEXT,
    /** A {@link java.util.UUID}; where a database knows none, whatever applications use there. */
    UUID,
    /** A {@code byte[]} of up to 16 bytes. */
    BINARY,
    /** A {@link java.time.LocalDate}. */
    DATE,
    /** A {@link java.time.LocalDateTime}, in whole seconds. */
    TIMESTAMP,
    /** A value of up to 20 000 bytes: an envelope in binary form, or plaintext. */
    BINARY_VALUE,
    /**
     * A text of up to 20 000 characters of Unicode: an envelope in text form, or plaintext. Where columns have collations, let it
     * have one that ignores case and accents: stores have to compare bytes whatever it is.
     */
    TEXT_VALUE
}
