package dev.envelope.jdbc;

import static java.util.Objects.requireNonNull;

import dev.envelope.EnvelopeException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.jdbc.Database.Session;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.LengthAfter;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A table with one or several columns of envelopes, to be rotated: in PostgreSQL, MySQL, MariaDB from 10.6 on, or H2, which it finds out by
 * itself.
 *
 * <pre>{@code
 * JdbcTable cards = JdbcTable.of(dataSource, "cards")
 *         .key("id")
 *         .column("pan")
 *         .column("cvc")
 *         .reading("tenant")
 *         .build();
 * }</pre>
 *
 * <p><b>Index.</b> Rows are found by the beginnings of their values, so each column of envelopes needs an index over these:
 * {@link #indexes} returns the statements that create them, and {@link #warnings} says where one is missing. Values are compared as bytes,
 * whatever the collation of the column. Without an index everything works, and reads the whole table again and again. Where very many rows
 * begin alike (a plaintext that a large part of the table has, say), add the key columns to the index, behind the beginning.
 *
 * <p><b>Segments.</b> A segment is a range over (beginning, key), so that any number of rows may begin alike. A range of beginnings with many
 * rows is divided by one statement of the database. Ranges with few, such as those of thousands of tenants' keys, are put together into
 * one segment until it has as many rows as it is to have.
 *
 * <p><b>Writes.</b> Nothing but the column is set. A column that updates itself ({@code ON UPDATE CURRENT_TIMESTAMP}) is kept as it is, by setting it
 * to itself. No row is waited for: one that someone else has locked is left. A value that the column is too narrow for is never written, and
 * goes into the quarantine as {@code too-large}.
 *
 * <p><b>State.</b> The tables of {@link JdbcDatabase#rotationTables()} have to be created beforehand; they are beside the data, so that a
 * row and the progress over it are one transaction. A portion holds a connection, until it is completed or closed: a pool needs one for
 * each worker, and one more.
 *
 * <p>Names are found in whatever case they are written, and preferably in their own. The table is looked at once, when it is first used: one
 * that was altered since is to be built anew.
 *
 * <p>Immutable and safe for use by several threads. The data source stays the application's to close.
 */
public final class JdbcTable implements RotationStore {

    private static final String TABLES = "rotation";
    private static final String DEFAULT_NAME = "rotation";
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Duration CREATING_TABLES = Duration.ofMinutes(1);
    private static final Duration LOOKING = Duration.ofMinutes(1);
    private static final Duration REPLACING = Duration.ofSeconds(10);
    private static final int JOB_LENGTH = 200;

    /** Of more ranges than these, a page is filtered here: a condition for each of 100 000 labels is more than a database reads. */
    private static final int RANGES_IN_SQL = 16;

    private final String name;
    private final @Nullable String schema;
    private final List<String> keys;
    private final List<String> columns;
    private final List<String> reading;
    private final String stateSchema;
    private final Database database;
    private volatile @Nullable Found found;

    private JdbcTable(Builder builder) {
        this.name = builder.table;
        this.schema = builder.schema;
        this.keys = List.copyOf(builder.keys);
        this.columns = List.copyOf(builder.columns);
        this.reading = List.copyOf(builder.reading);
        this.stateSchema = builder.stateSchema == null ? "" : builder.stateSchema + ".";
        this.database = new Database("table " + name, TABLES, builder.dataSource);
    }

    /**
     * Begins to describe a table.
     *
     * @param dataSource where connections come from
     * @param table the name of the table, without its schema
     * @return a builder
     */
    public static Builder of(DataSource dataSource, String table) {
        return new Builder(dataSource, table);
    }

    /**
     * Creates those of the tables for the state of jobs that are missing, in the default schema of a data source: for tests and small
     * applications. By one process at a time; its user has to be allowed to create tables, which that of the jobs need not be.
     *
     * @param dataSource where a connection comes from
     * @throws dev.envelope.KekException if that fails
     */
    public static void createTables(DataSource dataSource) {
        new Database(DEFAULT_NAME, TABLES, dataSource)
                .createTables(Deadline.after(CREATING_TABLES), JdbcDatabase::rotationTables);
    }

    @Override
    public String name() {
        return schema == null ? name : schema + "." + name;
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public boolean isText(String column, Deadline deadline) {
        requireColumn(column);
        return found(deadline).table().envelope(column).isText();
    }

    /**
     * Returns the statements that create the indexes that rotation needs, one for each column. Each is to be run by itself, on PostgreSQL
     * outside of a transaction, where it does not lock writers out. They do not look whether there is one already: {@link #warnings} does.
     *
     * @return the statements, in the order of the columns
     * @throws dev.envelope.KekException if the table can't be looked at
     */
    public List<String> indexes() {
        Found table = found(Deadline.after(LOOKING));
        return table.table().envelopes().values().stream()
                .map(column -> table.dialect().index(table.table(), column))
                .toList();
    }

    @Override
    public Census census(String column, Deadline deadline) {
        requireColumn(column);
        Found in = found(deadline);
        return database.snapshot("count what " + column + " holds", deadline, session -> {
            in.dialect().settle(session);
            return new CensusTaker(session, in.dialect(), in.table(), in.table().envelope(column)).take();
        });
    }

    @Override
    public List<String> warnings(LengthAfter after, Deadline deadline) {
        found = null;
        Found in = found(deadline);
        return database.snapshot("look at the table", deadline, session -> {
            in.dialect().settle(session);
            TableAdvice advice = in.dialect().advice(session, in.table());
            Set<String> warnings = new LinkedHashSet<>(advice.ofTable());
            for (TableColumn column : in.table().envelopes().values()) {
                warnings.addAll(advice.ofColumn(column));
                new NarrowColumn(in.dialect(), in.table(), column)
                        .warning(session, after)
                        .ifPresent(warnings::add);
            }
            return List.copyOf(warnings);
        });
    }

    @Override
    public RoundCounts counts(String job, Deadline deadline) {
        JobState state = found(deadline).state();
        return database.read("read how far a job is", deadline, session -> state.counts(session, job));
    }

    @Override
    public boolean beginRound(
            String job, int after, Map<String, Candidates> candidates, int segmentRows, Deadline deadline) {
        if (job.isEmpty() || job.length() > JOB_LENGTH) {
            throw new IllegalArgumentException("The name of a job has 1 to " + JOB_LENGTH + " characters");
        }
        if (segmentRows < 1) {
            throw new IllegalArgumentException("A segment has at least one row, and not " + segmentRows);
        }
        candidates.keySet().forEach(this::requireColumn);
        Found in = found(deadline);
        JobState state = in.state();
        // by itself, so that nobody waits for it while the round is divided
        if (database.read("find a job", deadline, session -> state.round(session, job))
                .isEmpty()) {
            database.write("enter a job", deadline, session -> state.enter(session, job));
        }
        try (Transaction transaction = database.begin("begin a round", deadline)) {
            return transaction.run("begin a round", deadline, session -> {
                OptionalInt round = state.lockedRound(session, job);
                if (round.isEmpty()) {
                    return state.round(session, job).orElse(0) > after;
                }
                if (round.getAsInt() > after) {
                    return true;
                }
                in.dialect().settle(session);
                state.begin(session, job, after + 1);
                new RoundStart(session, in.dialect(), in.table(), state, job, segmentRows).divide(candidates);
                transaction.commit(deadline);
                return true;
            });
        }
    }

    @Override
    public Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline) {
        requireAtLeastOne(maximumRows, maximumBytes);
        Found in = found(deadline);
        Transaction transaction = database.begin("take rows", deadline);
        boolean taken = false;
        try {
            Optional<Portion> portion = transaction.run(
                    "take rows", deadline, session -> take(session, transaction, in, job, maximumRows, maximumBytes));
            taken = portion.isPresent();
            return portion;
        } finally {
            if (!taken) {
                transaction.close();
            }
        }
    }

    private static Optional<Portion> take(
            Session session, Transaction transaction, Found in, String job, int maximumRows, long maximumBytes)
            throws SQLException {
        in.dialect().settle(session);
        Optional<Segment> segment = in.state().take(session, job);
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        SegmentRows rows =
                SegmentRows.read(session, in.dialect(), in.table(), segment.get(), maximumRows, maximumBytes);
        return Optional.of(new SegmentPortion(transaction, in.state(), in.table(), job, segment.get(), rows));
    }

    @Override
    public List<StoredRow> page(
            String column,
            Candidates candidates,
            @Nullable StoredRow after,
            int maximumRows,
            long maximumBytes,
            Deadline deadline) {
        requireColumn(column);
        requireAtLeastOne(maximumRows, maximumBytes);
        Found in = found(deadline);
        TableColumn read = in.table().envelope(column);
        List<BeginningRange> ranges = candidates.ranges(read.isText());
        if (ranges.isEmpty()) {
            return List.of();
        }
        return database.read("read a page of rows", deadline, session -> {
            RowReader reader = new RowReader(in.dialect(), in.table());
            @Nullable JdbcRow last = (JdbcRow) after;
            while (true) {
                Query where = Query.of(in.table().sql() + " WHERE ").add(conditions(in, read, ranges));
                if (last != null) {
                    where.sql(" AND ").add(in.dialect().keyBehind(in.table(), last.sqlKey()));
                }
                List<JdbcRow> rows = reader.rows(session, read, where, RowReader.Order.KEY, maximumRows, maximumBytes)
                        .rows();
                List<StoredRow> within = ranges.size() <= RANGES_IN_SQL
                        ? List.copyOf(rows)
                        : rows.stream()
                                .filter(row -> Ranges.contain(ranges, row.value()))
                                .map(StoredRow.class::cast)
                                .toList();
                if (rows.isEmpty() || !within.isEmpty()) {
                    return within;
                }
                last = rows.get(rows.size() - 1);
            }
        });
    }

    private static Query conditions(Found in, TableColumn column, List<BeginningRange> ranges) {
        if (ranges.size() > RANGES_IN_SQL) {
            BeginningRange all = Ranges.of(
                    ranges.get(0).from(), ranges.get(ranges.size() - 1).to());
            return in.dialect().within(in.table(), column, Span.of(all));
        }
        Query query = Query.of("(");
        for (int i = 0; i < ranges.size(); i++) {
            query.sql(i == 0 ? "(" : " OR (")
                    .add(in.dialect().within(in.table(), column, Span.of(ranges.get(i))))
                    .sql(")");
        }
        return query.sql(")");
    }

    @Override
    public List<BadRow> quarantine(String job, int limit, Deadline deadline) {
        JobState state = found(deadline).state();
        return database.read("read the quarantine", deadline, session -> state.quarantine(session, job, limit));
    }

    @Override
    public void forget(String job, Deadline deadline) {
        JobState state = found(deadline).state();
        database.write("forget a job", deadline, session -> {
            state.forget(session, job);
            return true;
        });
    }

    /**
     * Puts a fresh envelope in the place of the one that was read, where that is still there to the byte: for an application that rewraps
     * what it reads.
     *
     * <pre>{@code
     * DecryptedRecord<byte[]> card = cipher.decryptAndRewrap(row.pan(), context);
     * card.fresh().ifPresent(fresh -> cards.replace("pan", Map.of("id", row.id()), row.pan(), fresh));
     * }</pre>
     *
     * <p>In a transaction of its own, of at most 10 seconds. Waits for no one: a row that is locked stays as it is.
     *
     * @param column one of the columns, of binary values
     * @param key the values of the key columns: objects of Java, or texts as {@link StoredRow#text} returns them
     * @param expected the envelope that was read
     * @param fresh the envelope that is to be there
     * @return true if it was written; false if the row is gone, locked, no longer as it was read, or too narrow for the new envelope
     * @throws IllegalArgumentException if there is no such column, or the key is not that of the table
     * @throws dev.envelope.KekException if the database does not do it
     */
    public boolean replace(String column, Map<String, ?> key, byte[] expected, byte[] fresh) {
        requireColumn(column);
        Deadline deadline = Deadline.after(REPLACING);
        Found in = found(deadline);
        Change change = change(in, column, key, expected, fresh);
        return database.write(
                "replace an envelope",
                deadline,
                session -> replace(session, in, in.table().envelope(column), change));
    }

    /**
     * The same for a column of texts.
     *
     * @param column one of the columns, of texts
     * @param key the values of the key columns: objects of Java, or texts as {@link StoredRow#text} returns them
     * @param expected the envelope that was read
     * @param fresh the envelope that is to be there
     * @return true if it was written; false if the row is gone, locked, no longer as it was read, or too narrow for the new envelope
     * @throws IllegalArgumentException if there is no such column, or the key is not that of the table
     * @throws dev.envelope.KekException if the database does not do it
     */
    public boolean replace(String column, Map<String, ?> key, String expected, String fresh) {
        return replace(column, key, utf8(expected), utf8(fresh));
    }

    /**
     * The same within a transaction of the application's, which ends it.
     *
     * @param connection the connection, to the database of this table; neither committed nor closed
     * @param column one of the columns, of binary values
     * @param key the values of the key columns: objects of Java, or texts as {@link StoredRow#text} returns them
     * @param expected the envelope that was read
     * @param fresh the envelope that is to be there
     * @return true if it was written; false if the row is gone, locked by someone else, no longer as it was read, or too narrow for the new
     *     envelope
     * @throws IllegalArgumentException if there is no such column, or the key is not that of the table
     * @throws dev.envelope.KekException if the database does not do it
     */
    public boolean replace(Connection connection, String column, Map<String, ?> key, byte[] expected, byte[] fresh) {
        requireColumn(column);
        Deadline deadline = Deadline.after(REPLACING);
        Found in = found(deadline);
        Change change = change(in, column, key, expected, fresh);
        Failures failures = database.failures("replace an envelope", deadline);
        try {
            return replace(
                    new Session(connection, deadline, database.kind(connection)),
                    in,
                    in.table().envelope(column),
                    change);
        } catch (SQLException | RuntimeException e) {
            throw failures.ofStatement(e);
        }
    }

    /**
     * The same for a column of texts, within a transaction of the application's, which ends it.
     *
     * @param connection the connection, to the database of this table; neither committed nor closed
     * @param column one of the columns, of texts
     * @param key the values of the key columns: objects of Java, or texts as {@link StoredRow#text} returns them
     * @param expected the envelope that was read
     * @param fresh the envelope that is to be there
     * @return true if it was written; false if the row is gone, locked by someone else, no longer as it was read, or too narrow for the new
     *     envelope
     * @throws IllegalArgumentException if there is no such column, or the key is not that of the table
     * @throws dev.envelope.KekException if the database does not do it
     */
    public boolean replace(Connection connection, String column, Map<String, ?> key, String expected, String fresh) {
        return replace(connection, column, key, utf8(expected), utf8(fresh));
    }

    private static boolean replace(Session session, Found in, TableColumn column, Change change) throws SQLException {
        return new ColumnWidth(column).holds(change.value())
                && in.dialect().write(session, in.table(), column, List.of(change)) == 1;
    }

    private static Change change(Found in, String column, Map<String, ?> key, byte[] expected, byte[] fresh) {
        List<TableColumn> columns = in.table().keys();
        List<String> names = columns.stream().map(TableColumn::name).toList();
        if (!key.keySet().equals(Set.copyOf(names))) {
            throw new IllegalArgumentException("The key has the columns " + names + ", and not " + key.keySet());
        }
        String[] sqlKey = new String[columns.size()];
        for (int i = 0; i < sqlKey.length; i++) {
            sqlKey[i] = in.dialect().keyText(columns.get(i), requireNonNull(key.get(names.get(i)), "key"));
        }
        TableColumn of = in.table().envelope(column);
        JdbcRow row = new JdbcRow(of, new JdbcRow.Layout(names), expected, sqlKey, sqlKey);
        return new Change(row, fresh);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void requireColumn(String column) {
        if (!columns.contains(column)) {
            throw new IllegalArgumentException("Column " + column + " is not one of " + columns);
        }
    }

    private static void requireAtLeastOne(int maximumRows, long maximumBytes) {
        if (maximumRows < 1 || maximumBytes < 1) {
            throw new IllegalArgumentException("At least one row and one byte are read");
        }
    }

    private Found found(Deadline deadline) {
        Found known = found;
        if (known == null) {
            known = database.read("look at the table", deadline, this::find);
            found = known;
        }
        return known;
    }

    private Found find(Session session) throws SQLException {
        Dialect dialect = Dialect.of(session.kind());
        TableShape.Described described = dialect.describe(session, schema, name)
                .orElseThrow(() -> misconfigured("there is no table of this name"
                        + (schema == null ? "" : " in schema " + schema) + " that its user may see"));
        Map<String, TableColumn> envelopes = new LinkedHashMap<>();
        for (String each : columns) {
            TableColumn column = column(described, each);
            if (column.kind() != ColumnKind.TEXT && column.kind() != ColumnKind.BINARY) {
                throw misconfigured("column " + each + " is of type " + column.type()
                        + ", which holds neither texts nor binary values");
            }
            if (column.type().startsWith("character(")) {
                throw misconfigured("column " + each + " is of type " + column.type()
                        + ", which pads values with spaces; make it TEXT or VARCHAR");
            }
            envelopes.put(each, column);
        }
        TableShape shape = new TableShape(
                described.schema(),
                described.table(),
                dialect.quoted(described.schema()) + "." + dialect.quoted(described.table()),
                described.partitioned(),
                keys.stream().map(each -> column(described, each)).toList(),
                envelopes,
                reading.stream().map(each -> column(described, each)).toList(),
                described.columns().stream().filter(TableColumn::updatesItself).toList());
        return new Found(dialect, shape, new JobState(stateSchema, dialect));
    }

    private TableColumn column(TableShape.Described described, String column) {
        return described.column(column).orElseThrow(() -> misconfigured("its table has no column " + column));
    }

    private EnvelopeException misconfigured(String what) {
        return new KekMisconfiguredException("table " + name, what, null);
    }

    /** Returns the name of the table and its columns. */
    @Override
    public String toString() {
        return "JdbcTable[" + (schema == null ? "" : schema + ".") + name + ", columns " + columns + "]";
    }

    private record Found(Dialect dialect, TableShape table, JobState state) {}

    /** Describes a table. Not safe for use by several threads. */
    public static final class Builder {

        private final DataSource dataSource;
        private final String table;
        private final Set<String> keys = new LinkedHashSet<>();
        private final Set<String> columns = new LinkedHashSet<>();
        private final Set<String> reading = new LinkedHashSet<>();
        private @Nullable String schema;
        private @Nullable String stateSchema;

        private Builder(DataSource dataSource, String table) {
            this.dataSource = requireNonNull(dataSource, "dataSource");
            this.table = named(table, "table");
        }

        /**
         * Sets the schema of the table; on MySQL and MariaDB its database.
         *
         * @param newSchema the schema; where connections look for tables by default
         * @return this builder
         */
        public Builder schema(String newSchema) {
            this.schema = named(newSchema, "schema");
            return this;
        }

        /**
         * Sets the schema of the tables that hold the state of jobs. Where it serves several tables of one name that are not told apart by
         * {@link #schema}, name their jobs: by default these have the name of the table, and would take each other's work.
         *
         * @param newSchema the schema, of letters, digits and underscores; where connections look for tables by default
         * @return this builder
         * @throws IllegalArgumentException if it has other characters
         */
        public Builder stateSchema(String newSchema) {
            if (!IDENTIFIER.matcher(newSchema).matches()) {
                throw new IllegalArgumentException(
                        "A schema has up to 63 letters, digits and underscores, and is not '" + newSchema + "'");
            }
            this.stateSchema = newSchema;
            return this;
        }

        /**
         * Adds a column of the key, by which rows are told apart: the primary key or another that is unique, of any number of columns.
         *
         * @param column the name of the column, which is never null
         * @return this builder
         */
        public Builder key(String column) {
            keys.add(named(column, "column"));
            return this;
        }

        /**
         * Adds a column of envelopes: of a text type for the text form, and of a binary type for the binary form.
         *
         * @param column the name of the column
         * @return this builder
         */
        public Builder column(String column) {
            columns.add(named(column, "column"));
            return this;
        }

        /**
         * Adds columns that are read with each row, for the context.
         *
         * @param more the names of the columns
         * @return this builder
         */
        public Builder reading(String... more) {
            for (String column : more) {
                reading.add(named(column, "column"));
            }
            return this;
        }

        /**
         * Builds it. Does not ask the database.
         *
         * @return the table
         * @throws IllegalArgumentException if a key or a column is missing, or one column is both
         */
        public JdbcTable build() {
            if (keys.isEmpty() || columns.isEmpty()) {
                throw new IllegalArgumentException("A table has a key and at least one column of envelopes");
            }
            if (keys.stream().anyMatch(columns::contains)) {
                throw new IllegalArgumentException("A column of envelopes can't be one of the key");
            }
            reading.removeAll(keys);
            return new JdbcTable(this);
        }

        private static String named(String name, String what) {
            if (name.isEmpty() || name.length() > 128 || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "The name of a " + what + " has 1 to 128 characters, none of them NUL");
            }
            return name;
        }
    }
}
