package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Change;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How a database compares values as bytes by an index, and what else it has a way of its own for. */
abstract class Dialect {

    static Dialect of(JdbcDatabase kind) {
        return switch (kind) {
            case POSTGRESQL -> new PostgresDialect();
            case MYSQL -> new MySqlDialect();
            case H2 -> new H2Dialect();
        };
    }

    /** Finds a table by its name, in a schema or where statements look for it; a name in another case too. */
    abstract Optional<TableShape.Described> describe(Session session, @Nullable String schema, String table)
            throws SQLException;

    /**
     * The first table of a list of columns. A query gives the schema and the table first, and the one that is meant before those of
     * like names.
     */
    final Optional<TableShape.Described> described(Session session, Query query) throws SQLException {
        try (PreparedStatement statement = query.prepare(session);
                ResultSet found = statement.executeQuery()) {
            String schema = "";
            String table = "";
            boolean partitioned = false;
            List<TableColumn> columns = new ArrayList<>();
            while (found.next()) {
                if (columns.isEmpty()) {
                    schema = found.getString(1);
                    table = found.getString(2);
                    partitioned = isPartitioned(found);
                } else if (!schema.equals(found.getString(1)) || !table.equals(found.getString(2))) {
                    break;
                }
                columns.add(column(found));
            }
            return columns.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TableShape.Described(schema, table, partitioned, columns));
        }
    }

    /** A column, as it was described. */
    abstract TableColumn column(ResultSet found) throws SQLException;

    /** Whether the table that was described is one in name only. */
    boolean isPartitioned(ResultSet found) throws SQLException {
        return false;
    }

    /** Looks for what makes rotating slow or gives it side effects. */
    abstract TableAdvice advice(Session session, TableShape table);

    /** The statement that creates the index over the beginnings of a column. */
    abstract String index(TableShape table, TableColumn column);

    /** A name in a statement, whatever is in it. */
    String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What is to be set for a transaction over the table. */
    void settle(Session session) throws SQLException {}

    /** The value of a column, in a form that is compared as bytes. */
    abstract String bytes(TableColumn column);

    /** A value to compare {@link #bytes} or {@link #beginning} with. */
    Query comparable(TableColumn column, byte[] value) {
        return new Query().bytes(value);
    }

    /** A value to put into a column. */
    Query storable(TableColumn column, byte[] value) {
        return column.isText() ? new Query().text(new String(value, StandardCharsets.UTF_8)) : new Query().bytes(value);
    }

    /** The beginning of a column's value, in a form that is compared as bytes. */
    abstract String beginning(TableColumn column);

    /** The beginning of a value, as {@link #beginning(TableColumn)} finds it. */
    byte[] beginning(TableColumn column, byte[] value) {
        return column.isText() ? characters(value) : prefix(value);
    }

    /** A beginning as the state tables hold it. */
    String storedBeginning(TableColumn column, String beginning) {
        return beginning;
    }

    /** A column as it is read for {@link ColumnKind#text}. */
    String read(TableColumn column) {
        return column.sql();
    }

    /** A key column as text that the database understands. */
    abstract String keyText(TableColumn key, String expression);

    /** The UTF-8 bytes of a text as hexadecimal digits. */
    abstract String hex(String text);

    /** Such a text as a parameter, of the type of the column. */
    abstract Query key(TableColumn key, String text);

    /** The text of a key column's value as an application has it: an object, or what {@link ColumnKind#text} returns. */
    abstract String keyText(TableColumn key, Object value);

    /** Whether a text column has all characters of a value. */
    boolean hasCharacters(TableColumn column, byte[] utf8) {
        return true;
    }

    /** How many bytes a value has. */
    String length(TableColumn column, String expression) {
        return "OCTET_LENGTH(" + expression + ")";
    }

    /** Writes what is still as it was read and locked by no one else; returns how many rows that was. */
    abstract int write(Session session, TableShape table, TableColumn column, List<Change> changes) throws SQLException;

    /** Puts a row into a quarantine, or overwrites it there. */
    abstract Query quarantine(String table, String jobTable, String job, BadRow row, byte[] hash);

    /** Counts the rows of each range, up to a cap. */
    long[] counts(Session session, TableShape table, TableColumn column, List<BeginningRange> ranges, long cap)
            throws SQLException {
        long[] counts = new long[ranges.size()];
        for (int i = 0; i < counts.length; i++) {
            Query query = Query.of("SELECT count(*) FROM (SELECT 1 AS one FROM ")
                    .add(source(table, column, Span.of(ranges.get(i))))
                    .sql(" LIMIT ")
                    .number(cap)
                    .sql(") counted");
            counts[i] = number(session, query);
        }
        return counts;
    }

    /** The table, to look rows up by their beginnings. */
    String from(TableShape table, TableColumn column) {
        return table.sql();
    }

    /** Whether a limit counts the rows that are found free, and not those that are locked too. */
    boolean limitsWhatIsNotLocked() {
        return true;
    }

    /** Whether an index leads to the first rows of a range without a look at all of them. */
    boolean findsFirstByIndex() {
        return true;
    }

    /** The table and the rows of a span. */
    final Query source(TableShape table, TableColumn column, Span span) {
        return Query.of(from(table, column) + " WHERE ").add(within(table, column, span));
    }

    /** The table and the rows of any number of ranges; empty where each range is better looked up by itself. */
    Optional<Query> source(TableShape table, TableColumn column, List<BeginningRange> ranges) {
        return Optional.empty();
    }

    /** The condition for a span. */
    final Query within(TableShape table, TableColumn column, Span span) {
        Position from = span.from();
        Position to = span.to();
        String beginning = beginning(column);
        Query query = new Query();
        if (span.isOfOneBeginning() && to != null) {
            query.sql(beginning + " = ").add(comparable(column, from.beginning()));
            query.sql(" AND ").add(keyCompared(table, ">", from));
            query.sql(" AND ").add(keyCompared(table, "<=", to));
            return query.add(indexed(column, span));
        }
        query.sql(beginning + " >= ").add(comparable(column, from.beginning()));
        if (from.key() != null) {
            query.sql(" AND ").add(compared(table, column, ">", from));
        }
        if (to != null) {
            query.sql(" AND " + beginning + (to.key() == null ? " < " : " <= "))
                    .add(comparable(column, to.beginning()));
            if (to.key() != null) {
                query.sql(" AND ").add(compared(table, column, "<=", to));
            }
        }
        return query.add(indexed(column, span));
    }

    /** A further condition for a span, which holds for all of it, perhaps for more, and which an index knows. */
    Query indexed(TableColumn column, Span span) {
        return new Query();
    }

    /** The condition for nulls, as an index over beginnings knows it. */
    String indexedNull(TableColumn column) {
        return column.sql() + " IS NULL";
    }

    /** The condition for rows whose key is behind one. */
    Query keyBehind(TableShape table, List<String> key) {
        Query query = Query.of("(");
        if (key.size() > 1) {
            // a comparison of rows is not looked up in an index by every database; of the first column it is
            query.sql(table.keys().get(0).sql() + " >= ")
                    .add(key(table.keys().get(0), key.get(0)))
                    .sql(" AND (");
        }
        for (int i = 0; i < key.size(); i++) {
            query.sql(i == 0 ? "" : " OR (");
            for (int j = 0; j < i; j++) {
                query.sql(table.keys().get(j).sql() + " = ")
                        .add(key(table.keys().get(j), key.get(j)))
                        .sql(" AND ");
            }
            query.sql(table.keys().get(i).sql() + " > ")
                    .add(key(table.keys().get(i), key.get(i)))
                    .sql(i == 0 ? "" : ")");
        }
        return query.sql(key.size() > 1 ? "))" : ")");
    }

    /** The condition for the row of a key. */
    final Query keyEquals(TableShape table, List<String> key) {
        Query query = new Query();
        for (int i = 0; i < key.size(); i++) {
            query.sql(i == 0 ? "" : " AND ")
                    .sql(table.keys().get(i).sql() + " = ")
                    .add(key(table.keys().get(i), key.get(i)));
        }
        return query;
    }

    /** Divides a range into segments on the server; returns how many they are. */
    final int divide(
            Session session,
            String segments,
            String job,
            long firstId,
            TableShape table,
            TableColumn column,
            BeginningRange range,
            int segmentRows)
            throws SQLException {
        List<String> keys = indexes(table, "k");
        String order = "b, " + String.join(", ", keys);
        String storedFrom = storedBeginning(column, "b");
        String encodedKey = encodedKey(table, keys);
        Query query = Query.of("INSERT INTO " + segments
                        + " (job, id, column_name, from_beginning, from_key, to_beginning, to_key, is_open, candidates, done,"
                        + " written, bad, left_rows) SELECT ")
                .add(job(job))
                .sql(", ")
                .add(id(firstId))
                .sql(" + row_number() OVER (ORDER BY n), ")
                .add(name(column.name()))
                .sql(", COALESCE(lag(" + storedFrom + ") OVER (ORDER BY n), ")
                .add(stateBytes(range.from()))
                .sql("), lag(" + encodedKey + ") OVER (ORDER BY n), CASE WHEN following IS NULL THEN ")
                .add(stateBytes(range.to()))
                .sql(" ELSE " + storedFrom + " END, CASE WHEN following IS NOT NULL THEN " + encodedKey
                        + " END, TRUE, n - COALESCE(lag(n) OVER (ORDER BY n), 0), 0, 0, 0, 0 FROM (SELECT b, "
                        + String.join(", ", keys) + ", row_number() OVER (ORDER BY " + order
                        + ") AS n, lead(1) OVER (ORDER BY " + order + ") AS following FROM (SELECT "
                        + beginning(column) + " AS b, " + ordered(table) + " FROM ")
                .add(source(table, column, Span.of(range)))
                .sql(") found) numbered WHERE MOD(n, ")
                .add(id(segmentRows))
                .sql(") = 0 OR following IS NULL");
        return query.update(session);
    }

    /** A text parameter in a list of columns. */
    Query job(String job) {
        return Query.of("CAST(").text(job).sql(" AS CHAR(200))");
    }

    Query name(String name) {
        return Query.of("CAST(").text(name).sql(" AS CHAR(128))");
    }

    Query id(long id) {
        return new Query().number(id);
    }

    abstract Query stateBytes(byte @Nullable [] bytes);

    /** The key columns under short names. */
    static List<String> indexes(TableShape table, String letter) {
        return IntStream.range(0, table.keys().size()).mapToObj(i -> letter + i).toList();
    }

    static String aliased(TableShape table, String letter) {
        return IntStream.range(0, table.keys().size())
                .mapToObj(i -> table.keys().get(i).sql() + " AS " + letter + i)
                .collect(Collectors.joining(", "));
    }

    /** The same, of which a temporary table keeps the order. */
    private String ordered(TableShape table) {
        return IntStream.range(0, table.keys().size())
                .mapToObj(i -> ordered(table.keys().get(i)) + " AS k" + i)
                .collect(Collectors.joining(", "));
    }

    /** A key column as what it is ordered by. */
    String ordered(TableColumn key) {
        return key.sql();
    }

    static long number(Session session, Query query) throws SQLException {
        try (PreparedStatement statement = query.prepare(session);
                ResultSet result = statement.executeQuery()) {
            if (!result.next()) {
                throw new SQLException("A count returned no row");
            }
            return result.getLong(1);
        }
    }

    private String encodedKey(TableShape table, List<String> keys) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            String hex = hex(keyText(table.keys().get(i), keys.get(i)));
            encoded.append(encoded.isEmpty() ? hex : ", ',', " + hex);
        }
        return keys.size() == 1 ? encoded.toString() : "CONCAT(" + encoded + ")";
    }

    private Query compared(TableShape table, TableColumn column, String operator, Position position) {
        Query query = Query.of("(" + beginning(column) + ", " + keys(table) + ") " + operator + " (")
                .add(comparable(column, position.beginning()));
        return addKey(query.sql(", "), table, position).sql(")");
    }

    private Query keyCompared(TableShape table, String operator, Position position) {
        Query query = Query.of("(" + keys(table) + ") " + operator + " (");
        return addKey(query, table, position).sql(")");
    }

    private Query addKey(Query query, TableShape table, Position position) {
        List<String> key = position.key() == null ? List.of() : position.key();
        for (int i = 0; i < key.size(); i++) {
            query.sql(i == 0 ? "" : ", ").add(key(table.keys().get(i), key.get(i)));
        }
        return query;
    }

    private static String keys(TableShape table) {
        return table.keys().stream().map(TableColumn::sql).collect(Collectors.joining(", "));
    }

    /** The first value behind a span, where values are compared as bytes; null if there is none. */
    static byte @Nullable [] end(Span span) {
        Position to = span.to();
        if (to == null) {
            return null;
        }
        return to.key() == null
                ? to.beginning()
                : BeginningRange.startingWith(to.beginning()).to();
    }

    static byte[] prefix(byte[] value) {
        return value.length <= BeginningRange.LENGTH ? value : Arrays.copyOf(value, BeginningRange.LENGTH);
    }

    /** The first characters of a text, as many as a beginning has bytes: databases count characters. */
    private static byte[] characters(byte[] value) {
        if (value.length <= BeginningRange.LENGTH) {
            return value;
        }
        String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(value)).toString();
        int count = Math.min(BeginningRange.LENGTH, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, count)).getBytes(StandardCharsets.UTF_8);
    }
}
