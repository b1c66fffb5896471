package dev.envelope.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.jdbc.PostgresServer;
import dev.envelope.jdbc.RotationNode;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationReport;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Cards in a PostgreSQL, keys to rotate, and a bare update to compare with. */
final class Rig implements AutoCloseable {

    /** Which keys records are under. */
    enum Keys {
        LOCAL,
        TENANTS
    }

    private static final int TENANTS = 100;
    private static final int BATCH = 1000;
    private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);

    /** Salt, commitment, one short chunk: what no rotation may change. */
    private static final int CONTENT = 24 + 32 + PAN.length + 16;

    private final PostgresServer server;
    private final HikariDataSource pool;
    private final int workers;
    private final LocalKey before = RotationNode.before();
    private final LocalKey target = RotationNode.target();
    private final LocalKey root = LocalKey.ephemeral("root");
    private final TenantKeys tenants = TenantKeys.over(root, new InMemoryTenantKeyStore());

    Rig(PostgresServer server, int workers) {
        this.server = server;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.url());
        config.setUsername("postgres");
        config.setPassword(PostgresServer.PASSWORD);
        config.setMaximumPoolSize(workers + 2);
        this.pool = new HikariDataSource(config);
        this.workers = workers;
        JdbcTable.createTables(pool);
        for (int i = 0; i < TENANTS; i++) {
            tenants.create(tenant(i));
        }
    }

    String version() throws SQLException {
        return text("SELECT version()");
    }

    /** A table of so many rows; that share of them, in percent and scattered evenly, is current already. */
    void fill(String table, int rows, Keys keys, int currentPercent) throws SQLException {
        execute(
                "DROP TABLE IF EXISTS " + table,
                "CREATE TABLE " + table
                        + " (id BIGINT PRIMARY KEY, tenant TEXT NOT NULL, pan BYTEA NOT NULL, holder TEXT,"
                        + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now())");
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                        + " (id, tenant, pan, holder) SELECT f.id, f.tenant, f.pan, 'Ann Onymous, 1 Long Street, Springfield'"
                        + " FROM unnest(?, ?, ?) AS f (id, tenant, pan)")) {
            for (int from = 0; from < rows; from += BATCH) {
                insert(connection, insert, from, Math.min(rows, from + BATCH), keys, currentPercent);
            }
        }
        prepare(table);
    }

    private void insert(
            Connection connection, PreparedStatement insert, int from, int to, Keys keys, int currentPercent)
            throws SQLException {
        Long[] ids = new Long[to - from];
        String[] owners = new String[to - from];
        byte[][] pans = new byte[to - from][];
        for (int id = from; id < to; id++) {
            boolean current = id % 100 >= 100 - currentPercent;
            EnvelopeCipher cipher = keys == Keys.TENANTS
                    ? tenants.cipher(tenant(id % TENANTS))
                    : EnvelopeCipher.using(current ? target : before);
            ids[id - from] = (long) id;
            owners[id - from] = tenant(id % TENANTS);
            pans[id - from] = cipher.encrypt(PAN, context(Long.toString(id)));
        }
        insert.setArray(1, connection.createArrayOf("int8", ids));
        insert.setArray(2, connection.createArrayOf("text", owners));
        insert.setArray(3, connection.createArrayOf("bytea", pans));
        insert.executeUpdate();
    }

    /** Remembers contents and all other columns, to compare with. */
    void copyContents(String table) throws SQLException {
        execute(
                "DROP TABLE IF EXISTS contents",
                "CREATE UNLOGGED TABLE contents AS SELECT id, substring(pan FROM octet_length(pan) - " + (CONTENT - 1)
                        + ") AS content, tenant, holder, updated_at FROM " + table);
    }

    private void prepare(String table) throws SQLException {
        for (String index : table(table).indexes()) {
            execute(index);
        }
        execute("VACUUM ANALYZE " + table, "CHECKPOINT");
    }

    RotationJob job(String table, Keys keys) {
        RotationJob.Builder job = RotationJob.rewrapping(table(table))
                .context(row -> context(row.required("id")))
                .name("rewrap " + table)
                .workers(workers);
        return keys == Keys.TENANTS
                ? job.cipherOfTenant(row -> row.required("tenant"), tenants::cipher)
                        .build()
                : job.cipher(EnvelopeCipher.using(target)).build();
    }

    /** Gives every tenant a new key, so that all of its rows are stale. */
    void rotateTenants() {
        for (int i = 0; i < TENANTS; i++) {
            tenants.rotate(tenant(i));
        }
    }

    /**
     * How long some rows took.
     *
     * @param rowsPerSecond rows per second
     * @param databaseMicros processor time that the database spent on each, in microseconds
     */
    record Speed(double rowsPerSecond, double databaseMicros) {}

    private Speed speed(long rows, long nanos, Duration databaseBefore) throws IOException {
        Duration database = server.processorTime().minus(databaseBefore);
        return new Speed(rows / (nanos / 1e9), database.toNanos() / 1e3 / rows);
    }

    /** Rotates everything. */
    Speed rotate(String table, Keys keys) throws SQLException, IOException {
        execute("CHECKPOINT");
        Duration database = server.processorTime();
        long began = System.nanoTime();
        RotationReport report = job(table, keys).run();
        long took = System.nanoTime() - began;
        if (!report.isClean()) {
            throw new IllegalStateException(report.toJson());
        }
        return speed(report.written(), took, database);
    }

    /** In which way rows are updated that nothing else is done with. */
    enum Bare {
        /** {@code UPDATE … WHERE id = ?} for each row, in JDBC batches: what a script does. */
        BATCH,
        /** One {@code UPDATE … FROM unnest(?, ?)} for all rows of a batch: the least work there is for this database. */
        ARRAYS
    }

    /**
     * Updates the same column of the same rows in the same batches by as many threads, and does nothing else: what is written is made up
     * beforehand, and nothing is read or compared. The batches are those that the job makes: in the order of beginnings.
     */
    Speed bareUpdate(String table, Keys keys, Bare way) throws Exception {
        Long[][] batches = batches(table);
        byte[] sample = keys == Keys.TENANTS
                ? tenants.cipher(tenant(0)).rewrap(bytes("SELECT pan FROM " + table + " WHERE id = 0"), context("0"))
                : EnvelopeCipher.using(target).encrypt(PAN, context("0"));
        byte[][][] values = values(batches, sample);
        execute("CHECKPOINT");
        AtomicInteger next = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        List<Future<Integer>> updates = new ArrayList<>();
        Duration database = server.processorTime();
        long began = System.nanoTime();
        for (int i = 0; i < workers; i++) {
            updates.add(executor.submit(() -> updateAll(table, way, batches, next, values)));
        }
        int rows = 0;
        for (Future<Integer> each : updates) {
            rows += each.get();
        }
        long took = System.nanoTime() - began;
        executor.shutdown();
        return speed(rows, took, database);
    }

    /** For each row another value, as long as those that the job writes, and under the same label. */
    private static byte[][][] values(Long[][] batches, byte[] sample) {
        SplittableRandom random = new SplittableRandom(1);
        byte[] tail = new byte[CONTENT + 60];
        byte[][][] values = new byte[batches.length][][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new byte[batches[i].length][];
            for (int j = 0; j < values[i].length; j++) {
                random.nextBytes(tail);
                values[i][j] = sample.clone();
                System.arraycopy(tail, 0, values[i][j], sample.length - tail.length, tail.length);
            }
        }
        return values;
    }

    private int updateAll(String table, Bare way, Long[][] batches, AtomicInteger next, byte[][][] values)
            throws SQLException {
        String sql = way == Bare.BATCH
                ? "UPDATE " + table + " SET pan = ? WHERE id = ?"
                : "UPDATE " + table + " SET pan = f.value FROM unnest(?, ?) AS f (id, value) WHERE " + table
                        + ".id = f.id";
        int rows = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            int batch = next.getAndIncrement();
            while (batch < batches.length) {
                rows += way == Bare.BATCH
                        ? updateEach(update, batches[batch], values[batch])
                        : updateTogether(connection, update, batches[batch], values[batch]);
                connection.commit();
                batch = next.getAndIncrement();
            }
            connection.setAutoCommit(true);
        }
        return rows;
    }

    private static int updateEach(PreparedStatement update, Long[] ids, byte[][] values) throws SQLException {
        for (int i = 0; i < ids.length; i++) {
            update.setBytes(1, values[i]);
            update.setLong(2, ids[i]);
            update.addBatch();
        }
        return Arrays.stream(update.executeBatch()).sum();
    }

    private static int updateTogether(Connection connection, PreparedStatement update, Long[] ids, byte[][] values)
            throws SQLException {
        update.setArray(1, connection.createArrayOf("int8", ids));
        update.setArray(2, connection.createArrayOf("bytea", values));
        return update.executeUpdate();
    }

    private Long[][] batches(String table) throws SQLException {
        List<Long[]> batches = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10_000);
            try (ResultSet rows =
                    statement.executeQuery("SELECT id FROM " + table + " ORDER BY substring(pan FROM 1 FOR 140)")) {
                Long[] batch = new Long[BATCH];
                int count = 0;
                while (rows.next()) {
                    batch[count++] = rows.getLong(1);
                    if (count == BATCH) {
                        batches.add(batch);
                        batch = new Long[BATCH];
                        count = 0;
                    }
                }
                if (count > 0) {
                    batches.add(Arrays.copyOf(batch, count));
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
        return batches.toArray(new Long[0][]);
    }

    /** How many rows the job would still move. */
    long stale(String table, Keys keys) {
        return job(table, keys).plan().rows();
    }

    /** How many rows have another content than before, by the database's own comparison. */
    long changedContents(String table) throws SQLException {
        return Long.parseLong(
                text("SELECT count(*) FROM " + table + " t LEFT JOIN contents c ON c.id = t.id WHERE c.content"
                        + " IS DISTINCT FROM substring(t.pan FROM octet_length(t.pan) - " + (CONTENT - 1) + ")"));
    }

    /** How many rows differ from before in another column. */
    long changedOtherwise(String table) throws SQLException {
        return Long.parseLong(text("SELECT count(*) FROM " + table + " t LEFT JOIN contents c ON c.id = t.id WHERE"
                + " (c.tenant, c.holder, c.updated_at) IS DISTINCT FROM (t.tenant, t.holder, t.updated_at)"));
    }

    /** Sequential scans of a table so far; statistics are there after a second. */
    long sequentialScans(String table) throws SQLException, InterruptedException {
        Thread.sleep(2_000);
        return Long.parseLong(text("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = '" + table + "'"));
    }

    private static JdbcTable.Builder builder(HikariDataSource pool, String table) {
        return JdbcTable.of(pool, table).key("id").column("pan").reading("tenant");
    }

    private JdbcTable table(String table) {
        return builder(pool, table).build();
    }

    static EncryptionContext context(String id) {
        return RotationNode.context("cards", id);
    }

    private static String tenant(int index) {
        return "merchant-" + index;
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private byte[] bytes(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBytes(1);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Override
    public void close() {
        tenants.close();
        root.close();
        before.close();
        target.close();
        pool.close();
    }
}
