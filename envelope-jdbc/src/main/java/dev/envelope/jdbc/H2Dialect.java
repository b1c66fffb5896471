package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** H2: an index over the whole column. */
final class H2Dialect extends Dialect {

    private static final String IGNORING_CASE = "VARCHAR_IGNORECASE";

    private static final String DESCRIBE = "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, IS_NULLABLE,"
            + " CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, COLLATION_NAME, COLUMN_ON_UPDATE"
            + " FROM INFORMATION_SCHEMA.COLUMNS WHERE LOWER(TABLE_NAME) = LOWER(";

    @Override
    Optional<TableShape.Described> describe(Session session, @Nullable String schema, String table)
            throws SQLException {
        Query query = Query.of(DESCRIBE).text(table).sql(") AND LOWER(TABLE_SCHEMA) = LOWER(");
        if (schema == null) {
            query.sql("CURRENT_SCHEMA) ORDER BY ");
        } else {
            query.text(schema)
                    .sql(") ORDER BY CASE WHEN TABLE_SCHEMA = ")
                    .text(schema)
                    .sql(" THEN 0 ELSE 1 END, TABLE_SCHEMA, ");
        }
        query.sql("CASE WHEN TABLE_NAME = ").text(table).sql(" THEN 0 ELSE 1 END, TABLE_NAME, ORDINAL_POSITION");
        return described(session, query);
    }

    @Override
    TableColumn column(ResultSet found) throws SQLException {
        String declared = found.getString(4);
        long width = found.getLong(6);
        boolean limited = !found.wasNull() && !declared.endsWith("LARGE OBJECT");
        String collation = found.getString(9);
        boolean plain = collation == null || collation.equals("OFF");
        ColumnKind kind = kind(declared);
        return new TableColumn(
                found.getString(3),
                found.getString(3),
                quoted(found.getString(3)),
                kind,
                type(declared, found),
                limited ? width : TableColumn.NO_WIDTH,
                false,
                found.getString(5).equals("YES"),
                declared.equals(IGNORING_CASE) ? IGNORING_CASE : plain ? "" : collation,
                "",
                "",
                found.getString(10) != null);
    }

    private static String type(String declared, ResultSet found) throws SQLException {
        return switch (declared) {
            case "NUMERIC", "DECIMAL", "DECFLOAT" ->
                declared.equals("DECFLOAT") ? declared : "NUMERIC(" + found.getLong(7) + ", " + found.getLong(8) + ")";
            case "CHARACTER" -> "CHARACTER(" + found.getLong(6) + ")";
            case "TIMESTAMP" -> "TIMESTAMP(9)";
            case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP(9) WITH TIME ZONE";
            case "TIME" -> "TIME(9)";
            default -> declared;
        };
    }

    private static ColumnKind kind(String declared) {
        return switch (declared) {
            case "CHARACTER VARYING", "CHARACTER", IGNORING_CASE, "CHARACTER LARGE OBJECT" -> ColumnKind.TEXT;
            case "BINARY VARYING", "BINARY", "BINARY LARGE OBJECT" -> ColumnKind.BINARY;
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT" -> ColumnKind.INTEGER;
            case "NUMERIC", "DECIMAL", "DECFLOAT" -> ColumnKind.DECIMAL;
            case "REAL", "DOUBLE PRECISION" -> ColumnKind.FLOAT;
            case "BOOLEAN" -> ColumnKind.BOOLEAN;
            case "UUID" -> ColumnKind.UUID;
            case "DATE" -> ColumnKind.DATE;
            case "TIME" -> ColumnKind.TIME;
            case "TIMESTAMP" -> ColumnKind.TIMESTAMP;
            case "TIMESTAMP WITH TIME ZONE" -> ColumnKind.INSTANT;
            default -> ColumnKind.OTHER;
        };
    }

    @Override
    TableAdvice advice(Session session, TableShape table) {
        return new H2Advice(this, session, table);
    }

    @Override
    String index(TableShape table, TableColumn column) {
        return "CREATE INDEX " + quoted(IndexName.of(table, column, 200)) + " ON " + table.sql() + " (" + column.sql()
                + ")";
    }

    /** Whether an index of the column's own order can be used. */
    boolean isIndexable(TableColumn column) {
        return column.collation().isEmpty() && !column.type().endsWith("LARGE OBJECT");
    }

    @Override
    boolean limitsWhatIsNotLocked() {
        return false;
    }

    @Override
    boolean findsFirstByIndex() {
        return false;
    }

    @Override
    String bytes(TableColumn column) {
        return column.type().equals("CHARACTER LARGE OBJECT")
                ? "CAST(CAST(" + column.sql() + " AS VARCHAR) AS VARBINARY)"
                : "CAST(" + column.sql() + " AS VARBINARY)";
    }

    @Override
    Query comparable(TableColumn column, byte[] value) {
        return stateBytes(value);
    }

    @Override
    String beginning(TableColumn column) {
        return "SUBSTRING(" + bytes(column) + " FROM 1 FOR " + BeginningRange.LENGTH + ")";
    }

    @Override
    byte[] beginning(TableColumn column, byte[] value) {
        return prefix(value);
    }

    @Override
    Query indexed(TableColumn column, Span span) {
        Query query = new Query();
        if (!isIndexable(column)) {
            return query;
        }
        if (column.isText()) {
            AsciiHull hull = AsciiHull.of(span);
            query.sql(" AND " + column.sql() + " >= ").text(hull.from());
            return hull.to() == null
                    ? query
                    : query.sql(" AND " + column.sql() + " < ").text(hull.to());
        }
        query.sql(" AND " + column.sql() + " >= ").bytes(span.from().beginning());
        byte[] end = end(span);
        return end == null ? query : query.sql(" AND " + column.sql() + " < ").bytes(end);
    }

    @Override
    String keyText(TableColumn key, String expression) {
        return key.kind() == ColumnKind.BINARY ? "RAWTOHEX(" + expression + ")" : "CAST(" + expression + " AS VARCHAR)";
    }

    @Override
    String hex(String text) {
        return "RAWTOHEX(CAST(" + text + " AS VARBINARY))";
    }

    @Override
    Query key(TableColumn key, String text) {
        return key.kind() == ColumnKind.BINARY
                ? Query.of("CAST(").bytes(HexFormat.of().parseHex(text)).sql(" AS VARBINARY)")
                : Query.of("CAST(").text(text).sql(" AS " + key.type() + ")");
    }

    @Override
    String keyText(TableColumn key, Object value) {
        return key.kind() == ColumnKind.BINARY
                ? (value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString())
                        .toUpperCase(Locale.ROOT)
                : value.toString();
    }

    @Override
    int write(Session session, TableShape table, TableColumn column, List<Change> changes) throws SQLException {
        return new LockedRows(this, table, column).write(session, changes);
    }

    @Override
    Query job(String job) {
        return Query.of("CAST(").text(job).sql(" AS VARCHAR)");
    }

    @Override
    Query name(String name) {
        return job(name);
    }

    @Override
    Query id(long id) {
        return Query.of("CAST(").number(id).sql(" AS BIGINT)");
    }

    @Override
    Query stateBytes(byte @Nullable [] bytes) {
        return Query.of("CAST(").bytes(bytes).sql(" AS VARBINARY)");
    }

    @Override
    Query quarantine(String table, String jobTable, String job, BadRow row, byte[] hash) {
        return Query.of("MERGE INTO " + table
                        + " (job, column_name, key_hash, row_key, code, reason, round, found_at)"
                        + " KEY (job, column_name, key_hash) SELECT job, ")
                .add(job(row.column()))
                .sql(", ")
                .add(stateBytes(hash))
                .sql(", ")
                .add(job(row.key()))
                .sql(", ")
                .add(job(row.code().toString()))
                .sql(", ")
                .add(job(row.reason()))
                .sql(", round, CURRENT_TIMESTAMP FROM " + jobTable + " WHERE job = ")
                .text(job);
    }
}
