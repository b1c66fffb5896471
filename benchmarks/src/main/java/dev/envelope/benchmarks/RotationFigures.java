package dev.envelope.benchmarks;

import dev.envelope.jdbc.KilledRotation;
import dev.envelope.jdbc.PostgresServer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the rotation engine does on a real PostgreSQL, which this program starts and stops: rows per second beside a bare
 * {@code UPDATE}, memory, the plan over a table that is nearly current, and what is left after twenty kills.
 */
public final class RotationFigures {

    private static final int WORKERS = 2;

    private final boolean quick;
    private final List<String> parts;
    private final Report report = new Report(System.out);

    private RotationFigures(boolean quick, List<String> parts) {
        this.quick = quick;
        this.parts = parts;
    }

    /**
     * Prints all figures; ends with 1 if a claim about counts does not hold.
     *
     * @param args {@code --quick} for a tenth of the rows and a quarter of the kills; then the parts to run, all of them if none is
     *     named: {@code local}, {@code tenants}, {@code plan}, {@code memory}, {@code kills}
     * @throws Exception if anything fails
     */
    public static void main(String[] args) throws Exception {
        RotationFigures figures = new RotationFigures(
                List.of(args).contains("--quick"),
                Stream.of(args).filter(arg -> !arg.startsWith("--")).toList());
        figures.run();
        if (figures.report.failed()) {
            System.exit(1);
        }
    }

    private void run() throws Exception {
        int rows = quick ? 100_000 : 1_000_000;
        report.title("Rotation on JDK " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, which the database shares");
        try (PostgresServer server = new PostgresServer(PostgresServer.DURABLE)) {
            try (Rig rig = new Rig(server, WORKERS)) {
                report.title(rig.version());
                if (wanted("local")) {
                    throughput(rig, rows, "local key", Rig.Keys.LOCAL);
                }
                if (wanted("tenants")) {
                    throughput(rig, rows, "tenant keys, 100 tenants", Rig.Keys.TENANTS);
                }
                if (wanted("plan")) {
                    plan(rig, rows);
                }
                if (wanted("memory")) {
                    memory(server, rig, rows);
                }
            }
            if (wanted("kills")) {
                kills(server, quick ? 5 : 20);
            }
        }
    }

    private boolean wanted(String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    // ---------------------------------------------------------------- rows per second

    private void throughput(Rig rig, int rows, String what, Rig.Keys keys) throws Exception {
        report.title(String.format(
                Locale.ROOT,
                "Rewrapping %,d rows under %s, %d workers, beside a bare UPDATE of the same rows",
                rows,
                what,
                WORKERS));
        for (int pair = 0; pair < 2; pair++) {
            boolean jobFirst = pair == 0;
            Rig.Speed job = jobFirst ? job(rig, rows, keys) : new Rig.Speed(0, 0);
            Rig.Speed batch = bare(rig, rows, keys, Rig.Bare.BATCH);
            Rig.Speed arrays = bare(rig, rows, keys, Rig.Bare.ARRAYS);
            job = jobFirst ? job : job(rig, rows, keys);
            print("job", job, job);
            print("bare UPDATE in JDBC batches", batch, job);
            print("bare UPDATE of arrays", arrays, job);
        }
    }

    private void print(String what, Rig.Speed speed, Rig.Speed job) {
        report.figure(
                "%-28s %,8.0f rows/s (the job: %.2f of it)   %5.1f us of the database's processor time for a row (%.2f of the job's)",
                what,
                speed.rowsPerSecond(),
                job.rowsPerSecond() / speed.rowsPerSecond(),
                speed.databaseMicros(),
                speed.databaseMicros() / job.databaseMicros());
    }

    private Rig.Speed job(Rig rig, int rows, Rig.Keys keys) throws Exception {
        rig.fill("cards", rows, keys, 0);
        rig.copyContents("cards");
        if (keys == Rig.Keys.TENANTS) {
            rig.rotateTenants();
        }
        Rig.Speed speed = rig.rotate("cards", keys);
        report.claim(
                rig.stale("cards", keys) == 0
                        && rig.changedContents("cards") == 0
                        && rig.changedOtherwise("cards") == 0,
                "no row is left under the old version, no content and no other column has changed");
        return speed;
    }

    private static Rig.Speed bare(Rig rig, int rows, Rig.Keys keys, Rig.Bare way) throws Exception {
        rig.fill("bare", rows, keys, 0);
        if (keys == Rig.Keys.TENANTS) {
            rig.rotateTenants();
        }
        return rig.bareUpdate("bare", keys, way);
    }

    // ---------------------------------------------------------------- the plan

    private void plan(Rig rig, int rows) throws Exception {
        report.title(String.format(Locale.ROOT, "Planning over %,d rows, of which 1 %% are stale", rows));
        rig.fill("cards", rows, Rig.Keys.LOCAL, 99);
        long before = rig.sequentialScans("cards");
        long began = System.nanoTime();
        var plan = rig.job("cards", Rig.Keys.LOCAL).plan();
        report.figure("%.0f ms; %,d rows to move", (System.nanoTime() - began) / 1e6, plan.rows());
        report.claim(plan.rows() == rows / 100, "the plan counts those that are stale, and no others");
        report.claim(
                rig.sequentialScans("cards") == before,
                "no sequential scan of the table, by the database's statistics");
    }

    // ---------------------------------------------------------------- memory

    private void memory(PostgresServer server, Rig rig, int rows) throws Exception {
        report.title(
                "Heap in use after a collection each second, at most, of a process that rotates with a heap of 96 MiB");
        double few = 0;
        double many = 0;
        for (int count : new int[] {10_000, rows}) {
            rig.fill("cards", count, Rig.Keys.LOCAL, 0);
            // slow enough with few rows that there is something to measure
            many = OtherJvm.peakMebibytesOfRotation(server, "cards", WORKERS, count == 10_000 ? 2_000 : 1_000_000);
            report.figure("%,9d rows: %.1f MiB", count, many);
            few = few == 0 ? many : few;
        }
        report.claim(many < few * 1.25 + 4, "memory does not grow with the table");
    }

    // ---------------------------------------------------------------- kills

    private void kills(PostgresServer server, int kills) throws Exception {
        int rows = quick ? 60_000 : 300_000;
        long seed = System.nanoTime();
        report.title(String.format(
                Locale.ROOT,
                "%d kills (SIGKILL) at random points over %,d rows, while 4 writers update them, two of them under the old key; seed %d",
                kills,
                rows,
                seed));
        KilledRotation.Result found = new KilledRotation(server, rows, seed).run(kills);
        report.figure(
                "%d of %d processes were killed after they had written; %,d updates of writers, %,d rows rotated",
                found.killedAtWork(), found.kills(), found.updates(), found.rotations());
        report.claim(
                found.killedAtWork() * 2 >= found.kills(),
                "at least half of them had written rows when they were killed");
        report.claim(found.ending().equals("DONE"), "the process that no one killed ended with DONE");
        report.claim(found.opened() == rows, String.format(Locale.ROOT, "all %,d rows open", rows));
        report.claim(found.unreadable() == 0 && found.stale() == 0, "none is unreadable or under the old version");
        report.claim(found.lost() == 0, "no update is lost");
        report.claim(found.again() == 0, "no value was rotated twice");
    }
}
