package dev.envelope.jdbc;

import java.nio.charset.StandardCharsets;

/**
 * Whether a value fits a column. Not every database refuses one that does not: some cut it, which no envelope survives.
 *
 * @param column the column
 */
record ColumnWidth(TableColumn column) {

    boolean holds(byte[] value) {
        return length(value) <= column.width();
    }

    String refusal(byte[] value) {
        return "The new value has " + length(value) + " " + unit() + ", and column " + column.name() + " holds "
                + column.width() + ": widen the column";
    }

    String unit() {
        return isInCharacters() ? "characters" : "bytes";
    }

    private long length(byte[] value) {
        return isInCharacters() ? new String(value, StandardCharsets.UTF_8).length() : value.length;
    }

    private boolean isInCharacters() {
        return column.isText() && !column.widthInBytes();
    }
}
