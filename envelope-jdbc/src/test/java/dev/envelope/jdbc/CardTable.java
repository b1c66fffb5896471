package dev.envelope.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A table of cards in a database, with what looks like envelopes, and its rotation. */
final class CardTable {

    static final KekVersion OLD = new KekVersion("cards", "1");
    static final KekVersion NEW = new KekVersion("cards", "2");
    static final String JOB = "cards-2026";
    static final int SEGMENT = 10;

    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

    private final TestDatabase database;
    private final HikariDataSource pool;

    CardTable(TestDatabase database, HikariDataSource pool) {
        this.database = database;
        this.pool = pool;
    }

    static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(60));
    }

    HikariDataSource pool() {
        return pool;
    }

    boolean isMySql() {
        return database != TestDatabase.POSTGRESQL && !isH2();
    }

    boolean isH2() {
        return database == TestDatabase.H2_IN_MEMORY || database == TestDatabase.H2_SERVER;
    }

    String text(int width) {
        return isMySql() ? "VARCHAR(" + width + ") CHARACTER SET ascii COLLATE ascii_bin" : "VARCHAR(" + width + ")";
    }

    /** A text column that any character fits into, compared as bytes. */
    String anyText(int width) {
        return isMySql()
                ? "VARCHAR(" + width + ") CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
                : "VARCHAR(" + width + ")";
    }

    /** Types that a key may have, with two values each. */
    Map<String, List<String>> keyTypes() {
        Map<String, List<String>> types = new LinkedHashMap<>();
        types.put("BIGINT", List.of("-9007199254740993", "9007199254740993"));
        types.put("INT", List.of("0", "1"));
        types.put("NUMERIC(30, 2)", List.of("12345678901234567890.10", "0.00"));
        types.put("VARCHAR(40)", List.of("'a,b'", "'\u00e4 ''x'"));
        types.put("DATE", List.of("'2026-01-02'", "'1999-12-31'"));
        types.put(
                isMySql() ? "DATETIME(6)" : "TIMESTAMP",
                List.of("'2026-01-02 03:04:05.000006'", "'2026-01-02 00:00:00'"));
        types.put(
                isMySql() ? "TIMESTAMP(6)" : "TIMESTAMP WITH TIME ZONE",
                isMySql()
                        ? List.of("'2026-01-02 03:04:05.000006'", "'2026-01-02 00:00:00'")
                        : List.of("'2026-01-02 03:04:05.000006+02'", "'2026-01-02 00:00:00+00'"));
        if (!isMySql() || database == TestDatabase.MARIADB) {
            types.put(
                    "UUID",
                    List.of("'0f0e0d0c-0b0a-0908-0706-050403020100'", "'ffffffff-0b0a-0908-0706-050403020100'"));
        }
        types.put(binary(16), List.of(database.bytes("00ff"), database.bytes("2c")));
        return types;
    }

    String shownColumns() {
        return "n NUMERIC(20, 2), u " + (isMySql() ? "CHAR(36)" : "UUID") + ", d DATE, ts "
                + (isMySql() ? "DATETIME(6)" : "TIMESTAMP") + ", at_time TIME, at_instant "
                + (isMySql() ? "TIMESTAMP(6) NULL" : "TIMESTAMP WITH TIME ZONE") + ", raw " + binary(16)
                + ", flag BOOLEAN, nothing INT";
    }

    String shownValues() {
        String instant = isMySql()
                ? "FROM_UNIXTIME(1770084306.5)"
                : isH2() ? "TIMESTAMP WITH TIME ZONE '2026-02-03 04:05:06.5+02:00'" : "'2026-02-03 04:05:06.5+02'";
        return "1234567890.50, '0f0e0d0c-0b0a-0908-0706-050403020100', '2026-02-03', '2026-02-03 04:05:00', '04:05:06', "
                + instant + ", " + database.bytes("00ff10") + ", TRUE, NULL";
    }

    String binary(int width) {
        return database == TestDatabase.POSTGRESQL ? "BYTEA" : "VARBINARY(" + width + ")";
    }

    /** An empty table, and no jobs: pan in text form, cvc in binary form. */
    void create() throws SQLException {
        createAs("id BIGINT PRIMARY KEY, tenant VARCHAR(20), pan " + text(700) + ", cvc " + binary(700));
        createIndexes(JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .column("cvc")
                .build());
    }

    void createAs(String columns) throws SQLException {
        JdbcTable.createTables(pool);
        TestDatabase.execute(
                pool,
                "DROP TABLE IF EXISTS cards",
                "CREATE TABLE cards (" + columns + ")",
                "DELETE FROM envelope_rotation_job",
                "DELETE FROM envelope_rotation_segment",
                "DELETE FROM envelope_rotation_quarantine");
    }

    void createIndexes(JdbcTable table) throws SQLException {
        for (String index : table.indexes()) {
            TestDatabase.execute(pool, index);
        }
    }

    JdbcTable table() {
        return JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .column("cvc")
                .reading("tenant")
                .build();
    }

    /** Rows from an id on, whose both columns are under a version. */
    void insert(int from, int count, KekVersion version) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO cards (id, tenant, pan, cvc) VALUES (?, ?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int id = from; id < from + count; id++) {
                statement.setLong(1, id);
                statement.setString(2, "t" + id % 3);
                statement.setString(3, string(envelope(version, true)));
                statement.setBytes(4, envelope(version, false));
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    void execute(String... statements) throws SQLException {
        TestDatabase.execute(pool, statements);
    }

    long number(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    /** All rows of a query, fields with a bar between. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> fields = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    fields.add(result.getString(i));
                }
                rows.add(String.join("|", fields));
            }
            return rows;
        }
    }

    /** Bytes that begin as an envelope does, with 100 to 200 others behind them. */
    static byte[] envelope(KekVersion version, boolean text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(version.beginning(text));
        byte[] rest = new byte[RANDOM.nextInt(100, 200)];
        RANDOM.nextBytes(rest);
        for (byte each : rest) {
            out.write(text ? 'a' + (each & 0x0f) : each);
        }
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String string(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A value as it is under another version. */
    static byte[] moved(StoredRow row, boolean text) {
        byte[] old = OLD.beginning(text);
        byte[] moved = row.value().clone();
        if (moved.length >= old.length && Arrays.equals(moved, 0, old.length, old, 0, old.length)) {
            System.arraycopy(NEW.beginning(text), 0, moved, 0, old.length);
        }
        return moved;
    }

    static Change change(StoredRow row, boolean text) {
        return new Change(row, moved(row, text));
    }

    static Map<String, Candidates> stale(String... columns) {
        Map<String, Candidates> stale = new LinkedHashMap<>();
        for (String column : columns) {
            stale.put(column, new Candidates.Under(Set.of(OLD)));
        }
        return stale;
    }

    /** Takes and moves until nothing is free; returns the keys of the rows that were taken. */
    static List<String> moveAll(JdbcTable table, int maximumRows) {
        return moveAll(table, maximumRows, row -> Optional.empty());
    }

    static List<String> moveAll(JdbcTable table, int maximumRows, Function<StoredRow, Optional<BadRow>> bad) {
        List<String> taken = new ArrayList<>();
        while (true) {
            Optional<Portion> next = table.take(JOB, maximumRows, 1 << 20, deadline());
            if (next.isEmpty()) {
                return taken;
            }
            try (Portion portion = next.get()) {
                List<Change> changes = new ArrayList<>();
                List<BadRow> allBad = new ArrayList<>();
                for (StoredRow row : portion.rows()) {
                    taken.add(row.column() + row.key().values());
                    bad.apply(row)
                            .ifPresentOrElse(
                                    allBad::add,
                                    () -> changes.add(change(row, table.isText(row.column(), deadline()))));
                }
                portion.complete(changes, allBad, 0, deadline());
            }
        }
    }

    static RoundCounts counts(JdbcTable table) {
        return table.counts(JOB, deadline());
    }
}
