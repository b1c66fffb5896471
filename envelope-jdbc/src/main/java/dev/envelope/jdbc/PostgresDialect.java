package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Change;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: an index over an expression, and arrays that make one statement of many rows. */
final class PostgresDialect extends Dialect {

    /** How many ranges are counted by one statement. */
    private static final int RANGES = 1000;

    private static final String DESCRIBE = "SELECT n.nspname, c.relname, c.relkind, a.attname, a.attnotnull,"
            + " format_type(a.atttypid, a.atttypmod), COALESCE(b.typname, t.typname),"
            + " CASE WHEN b.typname IS NULL THEN a.atttypmod ELSE t.typtypmod END, COALESCE(l.collname, '')"
            + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            + " JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'"
            + " LEFT JOIN pg_collation l ON l.oid = a.attcollation"
            + " WHERE c.relkind IN ('r', 'p') AND lower(c.relname) = lower(?)";

    private static final String IN_SCHEMA = " AND lower(n.nspname) = lower(?)"
            + " ORDER BY n.nspname = ? DESC, n.nspname, c.relname = ? DESC, c.relname, a.attnum";

    private static final String IN_PATH = " AND n.nspname = ANY (current_schemas(false))"
            + " ORDER BY c.relname = ? DESC, array_position(current_schemas(false), n.nspname), c.relname, a.attnum";

    @Override
    Optional<TableShape.Described> describe(Session session, @Nullable String schema, String table)
            throws SQLException {
        Query query =
                Query.of(DESCRIBE.replace("lower(?)", "lower(")).text(table).sql(")");
        if (schema == null) {
            query.add(filled(IN_PATH, table));
        } else {
            query.add(filled(IN_SCHEMA, schema, schema, table));
        }
        return described(session, query);
    }

    private static Query filled(String sql, String... texts) {
        Query query = new Query();
        String[] parts = sql.split("\\?", -1);
        for (int i = 0; i < parts.length; i++) {
            query.sql(parts[i]);
            if (i < texts.length) {
                query.text(texts[i]);
            }
        }
        return query;
    }

    @Override
    boolean isPartitioned(ResultSet found) throws SQLException {
        return found.getString(3).equals("p");
    }

    @Override
    TableColumn column(ResultSet found) throws SQLException {
        String base = found.getString(7);
        int modifier = found.getInt(8);
        boolean limited = modifier > 4 && (base.equals("varchar") || base.equals("bpchar"));
        return new TableColumn(
                found.getString(4),
                found.getString(4),
                quoted(found.getString(4)),
                kind(base),
                found.getString(6),
                limited ? modifier - 4 : TableColumn.NO_WIDTH,
                false,
                !found.getBoolean(5),
                found.getString(9),
                "",
                "",
                false);
    }

    private static ColumnKind kind(String base) {
        return switch (base) {
            case "text", "varchar", "bpchar", "citext", "name" -> ColumnKind.TEXT;
            case "bytea" -> ColumnKind.BINARY;
            case "int2", "int4", "int8", "oid" -> ColumnKind.INTEGER;
            case "numeric" -> ColumnKind.DECIMAL;
            case "float4", "float8" -> ColumnKind.FLOAT;
            case "bool" -> ColumnKind.BOOLEAN;
            case "uuid" -> ColumnKind.UUID;
            case "date" -> ColumnKind.DATE;
            case "time" -> ColumnKind.TIME;
            case "timestamp" -> ColumnKind.TIMESTAMP;
            case "timestamptz" -> ColumnKind.INSTANT;
            default -> ColumnKind.OTHER;
        };
    }

    @Override
    TableAdvice advice(Session session, TableShape table) {
        return new PostgresAdvice(this, session, table);
    }

    @Override
    String index(TableShape table, TableColumn column) {
        String name = IndexName.of(table, column, 63);
        // a partitioned table takes no index without locking its writers out
        return "CREATE INDEX " + (table.partitioned() ? "" : "CONCURRENTLY ") + quoted(name) + " ON " + table.sql()
                + (column.isText()
                        ? " ((left(" + column.sql() + ", " + BeginningRange.LENGTH + ")) COLLATE \"C\")"
                        : " (substring(" + column.sql() + " FROM 1 FOR " + BeginningRange.LENGTH + "))");
    }

    /** Statistics may be missing or old, and a table read from one end to the other is what must not happen. */
    @Override
    void settle(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off");
        }
    }

    @Override
    String bytes(TableColumn column) {
        return column.isText() ? column.sql() + " COLLATE \"C\"" : column.sql();
    }

    @Override
    Query comparable(TableColumn column, byte[] value) {
        return storable(column, value);
    }

    @Override
    String beginning(TableColumn column) {
        return column.isText()
                ? "left(" + column.sql() + ", " + BeginningRange.LENGTH + ") COLLATE \"C\""
                : "substring(" + column.sql() + " FROM 1 FOR " + BeginningRange.LENGTH + ")";
    }

    @Override
    String indexedNull(TableColumn column) {
        return beginning(column) + " IS NULL";
    }

    @Override
    String storedBeginning(TableColumn column, String beginning) {
        return column.isText() ? "convert_to(" + beginning + ", 'UTF8')" : beginning;
    }

    /** A text has no NUL. */
    @Override
    boolean hasCharacters(TableColumn column, byte[] utf8) {
        for (byte each : utf8) {
            if (each == 0) {
                return false;
            }
        }
        return true;
    }

    /** What this library has no way of its own for is shown by the server: a driver shows it by how it was sent. */
    @Override
    String read(TableColumn column) {
        return column.kind() == ColumnKind.OTHER ? column.sql() + "::text" : column.sql();
    }

    @Override
    String keyText(TableColumn key, String expression) {
        return expression + "::text";
    }

    @Override
    String hex(String text) {
        return "encode(convert_to(" + text + ", 'UTF8'), 'hex')";
    }

    @Override
    Query key(TableColumn key, String text) {
        return Query.of("CAST(").text(text).sql(" AS " + key.type() + ")");
    }

    @Override
    String keyText(TableColumn key, Object value) {
        if (key.kind() == ColumnKind.BINARY) {
            return "\\x" + (value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString());
        }
        return value.toString();
    }

    @Override
    Query job(String job) {
        return Query.of("CAST(").text(job).sql(" AS text)");
    }

    @Override
    Query name(String name) {
        return job(name);
    }

    @Override
    Query id(long id) {
        return Query.of("CAST(").number(id).sql(" AS bigint)");
    }

    @Override
    Query stateBytes(byte @Nullable [] bytes) {
        return Query.of("CAST(").bytes(bytes).sql(" AS bytea)");
    }

    @Override
    Query keyBehind(TableShape table, List<String> key) {
        Query query =
                Query.of("(" + table.keys().stream().map(TableColumn::sql).collect(Collectors.joining(", ")) + ") > (");
        for (int i = 0; i < key.size(); i++) {
            query.sql(i == 0 ? "" : ", ").add(key(table.keys().get(i), key.get(i)));
        }
        return query.sql(")");
    }

    /**
     * One statement for all rows. They are found by their keys, and only those that no one has locked are locked; nothing else is waited
     * for or locked.
     */
    @Override
    int write(Session session, TableShape table, TableColumn column, List<Change> changes) throws SQLException {
        if (changes.isEmpty()) {
            return 0;
        }
        int keys = table.keys().size();
        String type = column.isText() ? "text" : "bytea";
        Query query = Query.of("WITH locked AS (SELECT t.ctid AS place, t.tableoid AS part, w.fresh FROM unnest(");
        for (int i = 0; i < keys; i++) {
            int index = i;
            query.array(
                            "text",
                            changes.stream()
                                    .map(change ->
                                            ((JdbcRow) change.row()).sqlKey().get(index))
                                    .toArray(String[]::new))
                    .sql(", ");
        }
        query.array(
                        type,
                        values(
                                column,
                                changes.stream()
                                        .map(change -> change.row().value())
                                        .toList()))
                .sql(", ")
                .array(type, values(column, changes.stream().map(Change::value).toList()))
                .sql(") AS w (" + String.join(", ", indexes(table, "k")) + ", stale, fresh) JOIN " + table.sql()
                        + " t ON ");
        for (int i = 0; i < keys; i++) {
            TableColumn key = table.keys().get(i);
            query.sql((i == 0 ? "t." : " AND t.") + key.sql() + " = CAST(w.k" + i + " AS " + key.type() + ")");
        }
        query.sql(" AND t." + bytes(column) + " = w.stale FOR NO KEY UPDATE OF t SKIP LOCKED) UPDATE " + table.sql()
                + " u SET " + column.sql() + " = locked.fresh FROM locked WHERE u.ctid = locked.place"
                + " AND u.tableoid = locked.part");
        return query.update(session);
    }

    private static Object[] values(TableColumn column, List<byte[]> values) {
        return column.isText()
                ? values.stream()
                        .map(value -> new String(value, StandardCharsets.UTF_8))
                        .toArray(String[]::new)
                : values.toArray(byte[][]::new);
    }

    @Override
    Query quarantine(String table, String jobTable, String job, BadRow row, byte[] hash) {
        return Query.of("INSERT INTO " + table
                        + " (job, column_name, key_hash, row_key, code, reason, round, found_at) SELECT job, ")
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
                .text(job)
                .sql(" ON CONFLICT (job, column_name, key_hash) DO UPDATE SET code = excluded.code,"
                        + " reason = excluded.reason, round = excluded.round, found_at = excluded.found_at");
    }

    @Override
    long[] counts(Session session, TableShape table, TableColumn column, List<BeginningRange> ranges, long cap)
            throws SQLException {
        if (ranges.size() == 1 || ranges.stream().anyMatch(range -> range.to() == null)) {
            return super.counts(session, table, column, ranges, cap);
        }
        long[] counts = new long[ranges.size()];
        for (int first = 0; first < counts.length; first += RANGES) {
            List<BeginningRange> some = ranges.subList(first, Math.min(counts.length, first + RANGES));
            String beginning = beginning(column);
            Query query = Query.of("SELECT r.envelope_range_number, (SELECT count(*) FROM (SELECT 1 FROM " + table.sql()
                            + " WHERE " + beginning + " >= r.envelope_range_from AND " + beginning
                            + " < r.envelope_range_to LIMIT ")
                    .number(cap)
                    .sql(") counted) FROM ")
                    .add(ranges(column, some));
            try (PreparedStatement statement = query.prepare(session);
                    ResultSet counted = statement.executeQuery()) {
                while (counted.next()) {
                    counts[first + counted.getInt(1) - 1] = counted.getLong(2);
                }
            }
        }
        return counts;
    }

    @Override
    Optional<Query> source(TableShape table, TableColumn column, List<BeginningRange> ranges) {
        if (ranges.size() == 1 || ranges.stream().anyMatch(range -> range.to() == null)) {
            return Optional.empty();
        }
        String beginning = beginning(column);
        return Optional.of(new Query()
                .add(ranges(column, ranges))
                .sql(" JOIN " + table.sql() + " ON " + beginning + " >= r.envelope_range_from AND " + beginning
                        + " < r.envelope_range_to"));
    }

    /** Ranges that have an end, as rows of bounds and their number, from 1. */
    private static Query ranges(TableColumn column, List<BeginningRange> ranges) {
        String type = column.isText() ? "text" : "bytea";
        return Query.of("unnest(")
                .array(
                        type,
                        values(column, ranges.stream().map(BeginningRange::from).toList()))
                .sql(", ")
                .array(
                        type,
                        values(column, ranges.stream().map(BeginningRange::to).toList()))
                .sql(") WITH ORDINALITY AS r (envelope_range_from, envelope_range_to, envelope_range_number)");
    }
}
