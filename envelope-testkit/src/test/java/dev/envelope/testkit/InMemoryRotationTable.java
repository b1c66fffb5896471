package dev.envelope.testkit;

import dev.envelope.rotation.RotationStore;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table in memory, as the contract sees it. */
final class InMemoryRotationTable implements RotationTable {

    private final InMemoryTable table;
    private final RotationStore store;
    private final TableShape shape;

    private InMemoryRotationTable(InMemoryTable table, RotationStore store, TableShape shape) {
        this.table = table;
        this.store = store;
        this.shape = shape;
    }

    /** A table of this shape, looked at through a store that may be wrong. */
    static InMemoryRotationTable of(TableShape shape, Looking looking) {
        String[] key = shape.key().stream().map(TableShape.Column::name).toArray(String[]::new);
        InMemoryTable table = InMemoryTable.named("cards", key[0], java.util.Arrays.copyOfRange(key, 1, key.length));
        for (TableShape.Column column : shape.envelopes()) {
            if (shape.isText(column.name())) {
                table.textColumn(column.name());
            } else {
                table.binaryColumn(column.name());
            }
        }
        return new InMemoryRotationTable(table, looking.through(table), shape);
    }

    /** Makes a store of a table. */
    interface Looking {
        RotationStore through(InMemoryTable table);
    }

    @Override
    public RotationStore store() {
        return store;
    }

    @Override
    public void insert(
            List<?> key, Map<String, ? extends @Nullable Object> others, Map<String, byte @Nullable []> values) {
        for (TableShape.Column column : shape.others()) {
            Object other = others.get(column.name());
            if (other == null) {
                table.putNull(texts(key), column.name());
            } else {
                table.put(texts(key), column.name(), text(other));
            }
        }
        for (TableShape.Column column : shape.envelopes()) {
            change(key, column.name(), values.get(column.name()));
        }
    }

    @Override
    public Optional<byte[]> read(List<?> key, String column) {
        return table.value(texts(key), column);
    }

    @Override
    public void change(List<?> key, String column, byte @Nullable [] value) {
        if (value == null) {
            table.putNull(texts(key), column);
        } else if (shape.isText(column)) {
            table.put(texts(key), column, new String(value, StandardCharsets.UTF_8));
        } else {
            table.put(texts(key), column, value);
        }
    }

    @Override
    public void delete(List<?> key) {
        table.remove(texts(key));
    }

    @Override
    public Optional<AutoCloseable> lock(List<?> key) {
        table.lock(texts(key));
        return Optional.of(() -> table.unlock(texts(key)));
    }

    @Override
    public void close() {}

    private static List<String> texts(List<?> key) {
        return key.stream().map(InMemoryRotationTable::text).toList();
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }
}
