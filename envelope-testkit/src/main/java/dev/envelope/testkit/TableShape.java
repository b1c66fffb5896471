package dev.envelope.testkit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns of a {@link RotationTable}. Their names are of lower-case letters.
 *
 * @param key the columns of the key, in their order
 * @param others columns that stay as they are, and may be null
 * @param envelopes columns that may hold envelopes, plaintext, or null
 */
public record TableShape(List<Column> key, List<Column> others, List<Column> envelopes) {

    /**
     * A column.
     *
     * @param name its name
     * @param type what it holds
     */
    public record Column(String name, ColumnType type) {}

    /**
     * Copies the lists.
     *
     * @param key the columns of the key
     * @param others columns that stay as they are
     * @param envelopes columns that may hold envelopes
     */
    public TableShape {
        key = List.copyOf(key);
        others = List.copyOf(others);
        envelopes = List.copyOf(envelopes);
    }

    /**
     * Returns all columns.
     *
     * @return those of the key, the others, and those that may hold envelopes
     */
    public List<Column> columns() {
        return Stream.of(key, others, envelopes).flatMap(List::stream).toList();
    }

    /**
     * Tells in which form a column holds envelopes.
     *
     * @param column the name of a column that may hold them
     * @return true for the text form, false for the binary form
     * @throws IllegalArgumentException if there is no such column
     */
    public boolean isText(String column) {
        Optional<Column> found =
                envelopes.stream().filter(each -> each.name().equals(column)).findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("No envelopes are in a column " + column))
                        .type()
                == ColumnType.TEXT_VALUE;
    }
}
