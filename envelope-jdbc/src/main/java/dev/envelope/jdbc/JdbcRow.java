package dev.envelope.jdbc;

import dev.envelope.rotation.StoredRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table. */
final class JdbcRow implements StoredRow {

    private final TableColumn column;
    private final Layout layout;
    private final byte[] value;
    private final @Nullable String[] texts;
    private final String[] sqlKey;

    JdbcRow(TableColumn column, Layout layout, byte[] value, @Nullable String[] texts, String[] sqlKey) {
        this.column = column;
        this.layout = layout;
        this.value = value;
        this.texts = texts;
        this.sqlKey = sqlKey;
    }

    @Override
    public String column() {
        return column.name();
    }

    @Override
    @SuppressWarnings("EI_EXPOSE_REP") // as the interface says
    public byte[] value() {
        return value;
    }

    @Override
    public Map<String, String> key() {
        Map<String, String> key = new LinkedHashMap<>();
        for (int i = 0; i < sqlKey.length; i++) {
            String text = texts[i];
            key.put(layout.names().get(i), text == null ? "" : text);
        }
        return key;
    }

    @Override
    public @Nullable String text(String name) {
        int index = layout.names().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("Column " + name + " is not read; there are " + layout.names());
        }
        return texts[index];
    }

    /** The key, as the database understands it. */
    List<String> sqlKey() {
        return Arrays.asList(sqlKey);
    }

    /** Returns the column. */
    @Override
    public String toString() {
        return "JdbcRow[" + column.name() + "]";
    }

    /**
     * What the texts of rows are.
     *
     * @param names the names of their columns, those of the key first
     */
    record Layout(List<String> names) {}
}
