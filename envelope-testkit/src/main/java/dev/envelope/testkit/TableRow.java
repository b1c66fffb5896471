package dev.envelope.testkit;

import dev.envelope.rotation.StoredRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of a table in memory, as it was when it was read. Immutable; the value is its own. */
final class TableRow implements StoredRow {

    private final String column;
    private final byte[] value;
    private final Map<String, String> key = new LinkedHashMap<>();
    private final Map<String, String> others;
    private final Set<String> otherColumns;

    TableRow(
            String column,
            byte[] value,
            List<String> keyColumns,
            List<String> key,
            Map<String, String> others,
            Set<String> otherColumns) {
        this.column = column;
        this.value = value;
        for (int i = 0; i < keyColumns.size(); i++) {
            this.key.put(keyColumns.get(i), key.get(i));
        }
        this.others = Map.copyOf(others);
        this.otherColumns = Set.copyOf(otherColumns);
    }

    @Override
    public String column() {
        return column;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public Map<String, String> key() {
        return new LinkedHashMap<>(key);
    }

    @Override
    public @Nullable String text(String name) {
        if (key.containsKey(name)) {
            return key.get(name);
        }
        if (!otherColumns.contains(name)) {
            throw new IllegalArgumentException(
                    "There is no column " + name + " to read; there are " + key.keySet() + " and " + otherColumns);
        }
        return others.get(name);
    }

    /** Returns the column. */
    @Override
    public String toString() {
        return "TableRow[" + column + "]";
    }
}
