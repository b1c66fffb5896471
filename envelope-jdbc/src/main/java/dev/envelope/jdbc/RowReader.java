package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads rows of a table, without locks. */
final class RowReader {

    private final Dialect dialect;
    private final TableShape table;
    private final JdbcRow.Layout layout;
    private final List<TableColumn> read;
    private final List<TableColumn> texts;

    RowReader(Dialect dialect, TableShape table) {
        this.dialect = dialect;
        this.table = table;
        this.read = new ArrayList<>(table.keys());
        this.read.addAll(table.reading());
        this.layout = new JdbcRow.Layout(read.stream().map(TableColumn::name).toList());
        this.texts =
                table.keys().stream().filter(key -> !key.kind().textIsSql()).toList();
    }

    /** In what order rows come. */
    enum Order {
        BEGINNING,
        BEGINNING_AND_KEY,
        KEY
    }

    /**
     * What was read.
     *
     * @param rows the rows
     * @param more whether there may be more, behind them
     */
    record Page(List<JdbcRow> rows, boolean more) {}

    /** Rows in any order: any there are. */
    List<JdbcRow> any(Session session, TableColumn column, Query source, int limit) throws SQLException {
        Query query = Query.of("SELECT " + shown() + ", 0 FROM (" + inner(column) + " FROM ")
                .add(source)
                .sql(" LIMIT ")
                .number(limit)
                .sql(") x");
        return page(session, column, query).rows();
    }

    /**
     * Reads rows, at least one where there is one.
     *
     * @param session the connection
     * @param column the column that is rotated
     * @param source the table and which rows of it, as behind FROM
     * @param order in what order
     * @param limit how many at most
     * @param bytes how many bytes of values at most, but for the first row
     * @return the rows
     */
    Page rows(Session session, TableColumn column, Query source, Order order, int limit, long bytes)
            throws SQLException {
        return page(session, column, query(column, source, order, limit, bytes));
    }

    private Page page(Session session, TableColumn column, Query query) throws SQLException {
        try (PreparedStatement statement = query.prepare(session);
                ResultSet result = statement.executeQuery()) {
            List<JdbcRow> rows = new ArrayList<>();
            int found = 0;
            while (result.next()) {
                rows.add(row(column, result));
                found = result.getInt(2 + read.size() + texts.size());
            }
            return new Page(rows, rows.size() < found);
        }
    }

    /** The place of a row. */
    Position position(TableColumn column, JdbcRow row) {
        return new Position(dialect.beginning(column, row.value()), row.sqlKey());
    }

    /**
     * The limit of bytes is the database's to keep, since a driver may read all rows at once. It is counted over the rows that the inner
     * query found: a window over a table is over all of it.
     */
    private Query query(TableColumn column, Query source, Order order, int limit, long bytes) {
        List<String> keys = Dialect.indexes(table, "k");
        String by = switch (order) {
            case BEGINNING -> "b";
            case BEGINNING_AND_KEY -> "b, " + String.join(", ", keys);
            case KEY -> String.join(", ", keys);
        };
        String upToHere = " OVER (ORDER BY " + by + " ROWS UNBOUNDED PRECEDING)";
        return Query.of("SELECT " + shown() + ", found FROM (SELECT x.*, SUM(" + dialect.length(column, "v") + ")"
                        + upToHere
                        + " AS total, COUNT(*)" + upToHere + " AS n, COUNT(*) OVER () AS found FROM (" + inner(column)
                        + " FROM ")
                .add(source)
                .sql(" ORDER BY " + by + " LIMIT ")
                .number(limit + 1L)
                .sql(") x) y WHERE n <= ")
                .number(limit)
                .sql(" AND (total <= ")
                .number(bytes)
                .sql(" OR n = 1) ORDER BY " + by);
    }

    private String shown() {
        return "v" + IntStream.range(0, read.size()).mapToObj(i -> ", r" + i).collect(Collectors.joining())
                + IntStream.range(0, texts.size()).mapToObj(i -> ", t" + i).collect(Collectors.joining());
    }

    private String inner(TableColumn column) {
        StringBuilder inner = new StringBuilder("SELECT " + column.sql() + " AS v, " + dialect.beginning(column)
                + " AS b, " + Dialect.aliased(table, "k"));
        for (int i = 0; i < read.size(); i++) {
            inner.append(", ").append(dialect.read(read.get(i))).append(" AS r").append(i);
        }
        for (int i = 0; i < texts.size(); i++) {
            inner.append(", ")
                    .append(dialect.keyText(texts.get(i), texts.get(i).sql()))
                    .append(" AS t")
                    .append(i);
        }
        return inner.toString();
    }

    private JdbcRow row(TableColumn column, ResultSet result) throws SQLException {
        @Nullable String[] shown = new @Nullable String[read.size()];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = read.get(i).kind().text(result, 2 + i);
        }
        String[] sqlKey = new String[table.keys().size()];
        int next = 2 + read.size();
        for (int i = 0; i < sqlKey.length; i++) {
            String text = shown[i];
            if (!table.keys().get(i).kind().textIsSql()) {
                text = result.getString(next);
                next++;
            }
            sqlKey[i] = text == null ? "" : text;
        }
        byte[] value = column.isText() ? result.getString(1).getBytes(StandardCharsets.UTF_8) : result.getBytes(1);
        return new JdbcRow(column, layout, value, shown, sqlKey);
    }
}
