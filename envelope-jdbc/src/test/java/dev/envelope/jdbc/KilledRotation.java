package dev.envelope.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Kills processes that rotate a table of PostgreSQL, again and again, while writers update its rows, half of them still under
 * the old key. The database itself records what the processes wrote.
 */
public final class KilledRotation {

    private static final String TABLE = "killed";
    private static final int WRITERS = 4;

    private final TestDatabase.Address address;
    private final int rows;
    private final Random random;
    private final AtomicLongArray acknowledged;
    private final AtomicBoolean writing = new AtomicBoolean(true);

    /**
     * A rig.
     *
     * @param server where
     * @param rows how many rows the table has
     * @param seed of all that is random
     */
    public KilledRotation(PostgresServer server, int rows, long seed) {
        this.address = new TestDatabase.Address(server.url(), "postgres", PostgresServer.PASSWORD);
        this.rows = rows;
        this.random = new Random(seed);
        this.acknowledged = new AtomicLongArray(rows);
    }

    /**
     * What was found at the end.
     *
     * @param kills how many processes were killed
     * @param killedAtWork how many of them had written something
     * @param updates how many updates of writers were acknowledged
     * @param rotations how many rows the processes wrote
     * @param opened how many rows opened with what their writer wrote last
     * @param lost how many rows hold something older
     * @param unreadable how many rows do not open
     * @param stale how many rows are still under the old version
     * @param again how many values were rotated that were current, or that had been rotated before
     * @param ending how the last process, which no one killed, ended
     */
    public record Result(
            int kills,
            int killedAtWork,
            long updates,
            long rotations,
            long opened,
            long lost,
            long unreadable,
            long stale,
            long again,
            String ending) {}

    /**
     * Runs it all.
     *
     * @param kills how many processes to kill
     * @return what was found
     * @throws Exception if anything fails
     */
    public Result run(int kills) throws Exception {
        try (HikariDataSource pool = TestDatabase.pool(address, WRITERS + 2);
                LocalKey before = RotationNode.before();
                LocalKey target = RotationNode.target()) {
            create(pool, EnvelopeCipher.using(before));
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            List<Future<Long>> updates = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                EnvelopeCipher cipher = EnvelopeCipher.using(i % 2 == 0 ? before : target);
                updates.add(writers.submit(writer(pool, cipher, random.nextLong())));
            }
            int atWork = 0;
            long rotated = rotations(pool);
            for (int i = 0; i < kills; i++) {
                killOne(pool, i % 4 == 3 ? Long.MIN_VALUE : rotated);
                long now = rotations(pool);
                atWork += now > rotated ? 1 : 0;
                rotated = now;
            }
            writing.set(false);
            long acknowledgedUpdates = 0;
            for (Future<Long> each : updates) {
                acknowledgedUpdates += each.get();
            }
            writers.shutdown();
            String ending = runToTheEnd();
            return inspect(pool, EnvelopeCipher.using(target), kills, atWork, acknowledgedUpdates, ending);
        }
    }

    private void create(HikariDataSource pool, EnvelopeCipher cipher) throws SQLException {
        TestDatabase.execute(
                pool,
                "DROP TABLE IF EXISTS killed",
                "DROP TABLE IF EXISTS killed_audit",
                "CREATE TABLE killed (id BIGINT PRIMARY KEY, pan BYTEA NOT NULL, revision BIGINT NOT NULL)",
                "CREATE TABLE killed_audit (id BIGINT NOT NULL, was BYTEA NOT NULL, is_now BYTEA NOT NULL)",
                "CREATE OR REPLACE FUNCTION killed_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF current_setting('application_name') = '" + RotationNode.APPLICATION + "' THEN"
                        + " INSERT INTO killed_audit VALUES (OLD.id, OLD.pan, NEW.pan); END IF; RETURN NULL; END $$",
                "CREATE TRIGGER killed_audit AFTER UPDATE ON killed FOR EACH ROW EXECUTE FUNCTION killed_audit()");
        JdbcTable table = RotationNode.table(pool, TABLE);
        JdbcTable.createTables(pool);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO killed VALUES (?, ?, 0)")) {
                for (int id = 0; id < rows; id++) {
                    insert.setLong(1, id);
                    insert.setBytes(2, cipher.encrypt(message(id, 0), RotationNode.context(TABLE, "" + id)));
                    insert.addBatch();
                    if (id % 1000 == 999) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
        TestDatabase.execute(pool, table.indexes().toArray(new String[0]));
        TestDatabase.execute(pool, "ANALYZE killed");
    }

    /** Writes rows as an application does: reads, and writes where the revision is still the one that was read. */
    private Callable<Long> writer(HikariDataSource pool, EnvelopeCipher cipher, long seed) {
        Random own = new Random(seed);
        return () -> {
            long updates = 0;
            try (Connection connection = pool.getConnection();
                    PreparedStatement select = connection.prepareStatement("SELECT revision FROM killed WHERE id = ?");
                    PreparedStatement update = connection.prepareStatement(
                            "UPDATE killed SET pan = ?, revision = ? WHERE id = ? AND revision = ?")) {
                while (writing.get()) {
                    int id = own.nextInt(rows);
                    select.setLong(1, id);
                    long revision;
                    try (ResultSet row = select.executeQuery()) {
                        row.next();
                        revision = row.getLong(1);
                    }
                    update.setBytes(1, cipher.encrypt(message(id, revision + 1), RotationNode.context(TABLE, "" + id)));
                    update.setLong(2, revision + 1);
                    update.setLong(3, id);
                    update.setLong(4, revision);
                    if (update.executeUpdate() == 1) {
                        acknowledged.accumulateAndGet(id, revision + 1, Math::max);
                        updates++;
                    }
                }
            }
            return updates;
        };
    }

    /** Kills it some time after there were more rotated rows than so many; that may also be at once. */
    private void killOne(HikariDataSource pool, long rotated) throws IOException, InterruptedException, SQLException {
        Process process = start();
        try {
            process.inputReader().readLine();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (rotations(pool) <= rotated && process.isAlive() && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            Thread.sleep(random.nextInt(1_500));
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private String runToTheEnd() throws IOException, InterruptedException {
        Process process = start();
        try {
            BufferedReader out = process.inputReader();
            out.readLine();
            String first = out.readLine();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                return "did not end";
            }
            return first == null ? "nothing said" : first.substring(0, first.indexOf(" "));
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        RotationNode.class.getName(),
                        address.url() + "?ApplicationName=" + RotationNode.APPLICATION,
                        address.user(),
                        address.password(),
                        TABLE,
                        "2")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Result inspect(
            HikariDataSource pool, EnvelopeCipher cipher, int kills, int atWork, long updates, String ending)
            throws SQLException {
        long opened = 0;
        long lost = 0;
        long unreadable = 0;
        long stale = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT id, pan FROM killed");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                int id = row.getInt(1);
                byte[] envelope = row.getBytes(2);
                stale += Envelope.parse(envelope)
                                .keyBlock()
                                .primary()
                                .kekVersion()
                                .equals("2")
                        ? 0
                        : 1;
                try {
                    ByteBuffer message =
                            ByteBuffer.wrap(cipher.decrypt(envelope, RotationNode.context(TABLE, "" + id)));
                    if (message.getLong() == id && message.getLong() == acknowledged.get(id)) {
                        opened++;
                    } else {
                        lost++;
                    }
                } catch (EnvelopeException e) {
                    unreadable++;
                }
            }
        }
        String label = "'\\x454e56010563617264730132'::bytea"; // ENV 1, cards, 2
        long again = number(pool, "SELECT count(*) FROM killed_audit WHERE substring(was FROM 1 FOR 12) = " + label)
                + number(pool, "SELECT count(*) - count(DISTINCT (id, was)) FROM killed_audit");
        return new Result(kills, atWork, updates, rotations(pool), opened, lost, unreadable, stale, again, ending);
    }

    private static long rotations(HikariDataSource pool) throws SQLException {
        return number(pool, "SELECT count(*) FROM killed_audit");
    }

    private static long number(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static byte[] message(long id, long revision) {
        return ByteBuffer.allocate(16).putLong(id).putLong(revision).array();
    }
}
