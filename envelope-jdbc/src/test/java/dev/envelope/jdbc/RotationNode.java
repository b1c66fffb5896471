package dev.envelope.jdbc;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationListener;
import dev.envelope.rotation.RotationProgress;
import dev.envelope.rotation.RotationReport;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * A process of its own that moves a table from version 1 to version 2 of a local key. Prints {@code started} when it begins, and at its end how it ended, how many rows it wrote and how many bytes of its heap were in use after a collection at most.
 */
public final class RotationNode {

    /** What the database sees as the name of such a process. */
    public static final String APPLICATION = "rotator";

    static final String KEK = "cards";

    private RotationNode() {}

    /**
     * Runs the job.
     *
     * @param args URL, user, password, table, workers, and rows per second if there is to be a limit
     */
    public static void main(String[] args) {
        TestDatabase.Address address = new TestDatabase.Address(args[0], args[1], args[2]);
        Peak peak = new Peak();
        int workers = Integer.parseInt(args[4]);
        try (var pool = TestDatabase.pool(address, workers + 1);
                LocalKey kek = target()) {
            RotationJob.Builder job = job(pool, args[3], kek, workers).listener(peak);
            if (args.length > 5) {
                job.rowsPerSecond(Double.parseDouble(args[5]));
            }
            System.out.println("started");
            RotationReport report = job.build().run();
            System.out.println(report.ending() + " " + report.written() + " " + peak.bytes());
            System.out.println(report.toJson());
        }
    }

    /** The key as it was. */
    public static LocalKey before() {
        return LocalKey.of(KEK, "1", key(1));
    }

    /** The key as it is: version 2, and 1 to open what is older. */
    public static LocalKey target() {
        return LocalKey.of(KEK, "2", key(2)).withPrevious("1", key(1));
    }

    /** The context of a row's only envelope. */
    public static EncryptionContext context(String table, String id) {
        return EncryptionContext.of("table", table, "id", id, "column", "pan");
    }

    /** The table as the engine sees it. */
    public static JdbcTable table(DataSource dataSource, String table) {
        return JdbcTable.of(dataSource, table).key("id").column("pan").build();
    }

    /** The job over that table. */
    public static RotationJob.Builder job(DataSource dataSource, String table, LocalKey kek, int workers) {
        return RotationJob.rewrapping(table(dataSource, table))
                .cipher(EnvelopeCipher.using(kek))
                .context(row -> context(table, row.required("id")))
                .workers(workers);
    }

    private static byte[] key(int version) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) version);
        return key;
    }

    /** Measures, each time it is told of progress, what is in use after a collection. */
    private static final class Peak implements RotationListener {

        private final AtomicLong bytes = new AtomicLong();

        long bytes() {
            return bytes.get();
        }

        @Override
        public void progressed(RotationProgress progress) {
            System.gc();
            bytes.accumulateAndGet(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
        }
    }
}
