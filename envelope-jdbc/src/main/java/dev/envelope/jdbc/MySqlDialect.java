package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Change;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** MySQL and MariaDB: an index over a prefix of the column, in the order of its collation. */
final class MySqlDialect extends Dialect {

    /** Encodings whose bytes are those of UTF-8. */
    private static final Set<String> UTF_8 = Set.of("", "ascii", "utf8", "utf8mb3", "utf8mb4");

    /** Encodings in which a text is ordered as its characters are, and ASCII is what it is elsewhere. */
    private static final Set<String> WITH_ASCII =
            Set.of("ascii", "utf8", "utf8mb3", "utf8mb4", "latin1", "latin2", "latin5", "latin7");

    /** Sorts before whatever follows a text, under a collation that pads with spaces what is shorter. */
    private static final String FIRST = "\0".repeat(BeginningRange.LENGTH);

    /** Before a value of an enumeration that an application names as it is, and not by its number. */
    private static final String LABEL = "=";

    private static final String DESCRIBE = "SELECT table_schema, table_name, column_name, data_type, column_type,"
            + " is_nullable, character_maximum_length, character_octet_length, collation_name, character_set_name, extra,"
            + " numeric_precision, numeric_scale FROM information_schema.columns WHERE LOWER(table_name) = LOWER(";

    @Override
    Optional<TableShape.Described> describe(Session session, @Nullable String schema, String table)
            throws SQLException {
        Query query = Query.of(DESCRIBE).text(table).sql(") AND LOWER(table_schema) = LOWER(");
        if (schema == null) {
            query.sql("DATABASE()) ORDER BY table_schema, table_name = ");
        } else {
            query.text(schema).sql(") ORDER BY table_schema = ").text(schema).sql(" DESC, table_schema, table_name = ");
        }
        query.text(table).sql(" DESC, table_name, ordinal_position");
        Optional<TableShape.Described> described = described(session, query);
        if (described.isEmpty()) {
            return described;
        }
        TableShape.Described found = described.get();
        Map<String, String> indexes = indexes(session, found.schema(), found.table());
        return Optional.of(new TableShape.Described(
                found.schema(),
                found.table(),
                found.partitioned(),
                found.columns().stream()
                        .map(column -> column.indexedBy(indexes.getOrDefault(column.stored(), "")))
                        .toList()));
    }

    /** For each column an index that begins with it, wholly or with as much of it as a beginning has. */
    private static Map<String, String> indexes(Session session, String schema, String table) throws SQLException {
        Query query = Query.of(
                        "SELECT column_name, MIN(index_name) FROM information_schema.statistics WHERE table_schema = ")
                .text(schema)
                .sql(" AND table_name = ")
                .text(table)
                .sql(" AND seq_in_index = 1 AND index_type = 'BTREE' AND (sub_part IS NULL OR sub_part >= ")
                .number(BeginningRange.LENGTH)
                .sql(") GROUP BY column_name");
        try (PreparedStatement statement = query.prepare(session);
                ResultSet found = statement.executeQuery()) {
            Map<String, String> indexes = new HashMap<>();
            while (found.next()) {
                indexes.put(found.getString(1), found.getString(2));
            }
            return indexes;
        }
    }

    /** The optimizer takes a range over most of the table for a reason to read it all, of which a limit needs the first rows only. */
    @Override
    String from(TableShape table, TableColumn column) {
        return column.index().isEmpty() || !isIndexable(column)
                ? table.sql()
                : table.sql() + " FORCE INDEX (" + quoted(column.index()) + ")";
    }

    /** An index over prefixes is in no order that the database would rely on. */
    @Override
    boolean findsFirstByIndex() {
        return false;
    }

    @Override
    TableColumn column(ResultSet found) throws SQLException {
        String declared = found.getString(4).toLowerCase(Locale.ROOT);
        String full = found.getString(5).toLowerCase(Locale.ROOT);
        ColumnKind kind = kind(declared, full);
        boolean characters = declared.equals("char") || declared.equals("varchar");
        boolean limited = kind == ColumnKind.TEXT || kind == ColumnKind.BINARY;
        return new TableColumn(
                found.getString(3),
                found.getString(3),
                quoted(found.getString(3)),
                kind,
                type(declared, full, found),
                limited ? found.getLong(characters ? 7 : 8) : TableColumn.NO_WIDTH,
                !characters,
                found.getString(6).equals("YES"),
                orEmpty(found.getString(9)),
                orEmpty(found.getString(10)),
                "",
                orEmpty(found.getString(11)).toLowerCase(Locale.ROOT).contains("on update"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static ColumnKind kind(String declared, String full) {
        return switch (declared) {
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> ColumnKind.TEXT;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> ColumnKind.BINARY;
            case "tinyint" -> full.startsWith("tinyint(1)") ? ColumnKind.BOOLEAN : ColumnKind.INTEGER;
            case "smallint", "mediumint", "int", "bigint" -> ColumnKind.INTEGER;
            case "bit" -> full.equals("bit(1)") ? ColumnKind.BOOLEAN : ColumnKind.BINARY;
            case "decimal" -> ColumnKind.DECIMAL;
            case "float", "double" -> ColumnKind.FLOAT;
            case "uuid" -> ColumnKind.UUID;
            case "date" -> ColumnKind.DATE;
            case "time" -> ColumnKind.TIME;
            case "datetime" -> ColumnKind.TIMESTAMP;
            case "timestamp" -> ColumnKind.EPOCH_SECONDS;
            default -> ColumnKind.OTHER;
        };
    }

    /** What a key is cast to where it is compared; empty where a text will do. */
    private static String type(String declared, String full, ResultSet found) throws SQLException {
        return switch (declared) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" ->
                full.contains("unsigned") ? "UNSIGNED" : "SIGNED";
            case "decimal" -> "DECIMAL(" + found.getInt(12) + ", " + found.getInt(13) + ")";
            case "double", "float" -> "DOUBLE";
            case "date" -> "DATE";
            case "time" -> "TIME(6)";
            case "datetime" -> "DATETIME(6)";
            case "uuid" -> "UUID";
            case "enum", "set" -> "UNSIGNED"; // by their numbers: these are what they are ordered by
            default -> "";
        };
    }

    @Override
    TableAdvice advice(Session session, TableShape table) {
        return new MySqlAdvice(this, session, table);
    }

    @Override
    String index(TableShape table, TableColumn column) {
        long length = Math.min(BeginningRange.LENGTH, column.width());
        return "CREATE INDEX " + quoted(IndexName.of(table, column, 60)) + " ON " + table.sql() + " (" + column.sql()
                + "(" + length + "))";
    }

    @Override
    String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    /** Whether an index in the order of the column's collation can be used. */
    boolean isIndexable(TableColumn column) {
        return !column.isText() || (column.collation().endsWith("_bin") && WITH_ASCII.contains(column.charset()));
    }

    @Override
    String bytes(TableColumn column) {
        return column.isText() ? bytes(column, column.sql()) : column.sql();
    }

    private static String bytes(TableColumn column, String expression) {
        return UTF_8.contains(column.charset())
                ? "CAST(" + expression + " AS BINARY)"
                : "CAST(CONVERT(" + expression + " USING utf8mb4) AS BINARY)";
    }

    @Override
    boolean hasCharacters(TableColumn column, byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return switch (column.charset()) {
            case "ascii" -> StandardCharsets.US_ASCII.newEncoder().canEncode(text);
            case "latin1" -> Charset.forName("windows-1252").newEncoder().canEncode(text);
            case "utf8", "utf8mb3" -> text.codePoints().allMatch(Character::isBmpCodePoint);
            default -> true;
        };
    }

    @Override
    String beginning(TableColumn column) {
        String beginning = "LEFT(" + column.sql() + ", " + BeginningRange.LENGTH + ")";
        return column.isText() ? bytes(column, beginning) : beginning;
    }

    @Override
    Query indexed(TableColumn column, Span span) {
        Query query = new Query();
        if (!isIndexable(column)) {
            return query;
        }
        if (column.isText()) {
            AsciiHull hull = AsciiHull.of(span);
            boolean pads =
                    !column.collation().contains("nopad") && !column.collation().contains("_0900_");
            query.sql(" AND " + column.sql() + " >= ").text(hull.from() + (pads ? FIRST : ""));
            return hull.to() == null
                    ? query
                    : query.sql(" AND " + column.sql() + " < ").text(hull.to());
        }
        query.sql(" AND " + column.sql() + " >= ").bytes(span.from().beginning());
        byte[] end = end(span);
        return end == null ? query : query.sql(" AND " + column.sql() + " < ").bytes(end);
    }

    @Override
    String read(TableColumn column) {
        return column.kind() == ColumnKind.EPOCH_SECONDS ? "UNIX_TIMESTAMP(" + column.sql() + ")" : column.sql();
    }

    @Override
    String keyText(TableColumn key, String expression) {
        return switch (key.kind()) {
            case BINARY -> "HEX(" + expression + ")";
            case EPOCH_SECONDS -> "CAST(UNIX_TIMESTAMP(" + expression + ") AS CHAR)";
            case BOOLEAN -> "CAST(" + expression + " + 0 AS CHAR)";
            default -> "CAST(" + expression + (isEnumerated(key) ? " + 0" : "") + " AS CHAR)";
        };
    }

    @Override
    String hex(String text) {
        return "HEX(CONVERT(" + text + " USING utf8mb4))";
    }

    @Override
    Query key(TableColumn key, String text) {
        return switch (key.kind()) {
            case BINARY -> new Query().bytes(HexFormat.of().parseHex(text));
            case EPOCH_SECONDS -> Query.of("FROM_UNIXTIME(CAST(").text(text).sql(" AS DECIMAL(20, 6)))");
            case BOOLEAN -> Query.of("CAST(").text(text).sql(" AS SIGNED)");
            default ->
                key.type().isEmpty() || isLabel(key, text)
                        ? new Query().text(text.substring(isLabel(key, text) ? LABEL.length() : 0))
                        : Query.of("CAST(").text(text).sql(" AS " + key.type() + ")");
        };
    }

    @Override
    String keyText(TableColumn key, Object value) {
        return switch (key.kind()) {
            case BINARY ->
                (value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString())
                        .toUpperCase(Locale.ROOT);
            case EPOCH_SECONDS -> epochSeconds(value);
            case BOOLEAN ->
                value.toString().equals("true") ? "1" : value.toString().equals("false") ? "0" : value.toString();
            default -> (isEnumerated(key) ? LABEL : "") + value;
        };
    }

    /** In a temporary table an enumeration is a text, and its order another. */
    @Override
    String ordered(TableColumn key) {
        return isEnumerated(key) ? "CAST(" + key.sql() + " + 0 AS UNSIGNED)" : key.sql();
    }

    private static boolean isEnumerated(TableColumn key) {
        return key.kind() == ColumnKind.OTHER && key.type().equals("UNSIGNED");
    }

    private static boolean isLabel(TableColumn key, String text) {
        return isEnumerated(key) && text.startsWith(LABEL);
    }

    private static String epochSeconds(Object value) {
        Instant instant = value instanceof Instant given
                ? given
                : value instanceof OffsetDateTime given
                        ? given.toInstant()
                        : value instanceof ZonedDateTime given
                                ? given.toInstant()
                                : value instanceof Timestamp given
                                        ? given.toInstant()
                                        : OffsetDateTime.parse(value.toString()).toInstant();
        return BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), 9))
                .toPlainString();
    }

    @Override
    int write(Session session, TableShape table, TableColumn column, List<Change> changes) throws SQLException {
        return new LockedRows(this, table, column).write(session, changes);
    }

    @Override
    Query stateBytes(byte @Nullable [] bytes) {
        return Query.of("CAST(").bytes(bytes).sql(" AS BINARY)");
    }

    @Override
    Query quarantine(String table, String jobTable, String job, BadRow row, byte[] hash) {
        return Query.of("INSERT INTO " + table
                        + " (job, column_name, key_hash, row_key, code, reason, round, found_at) SELECT job, ")
                .text(row.column())
                .sql(", ")
                .bytes(hash)
                .sql(", ")
                .text(row.key())
                .sql(", ")
                .text(row.code().toString())
                .sql(", ")
                .text(row.reason())
                .sql(", round, CURRENT_TIMESTAMP(3) FROM " + jobTable + " WHERE job = ")
                .text(job)
                .sql(" ON DUPLICATE KEY UPDATE code = VALUES(code), reason = VALUES(reason), round = VALUES(round),"
                        + " found_at = VALUES(found_at)");
    }
}
