package dev.envelope.soak;

import static java.util.Objects.requireNonNull;

import dev.envelope.jdbc.JdbcTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** What all actors share. */
final class Site {

    final SoakSettings settings;
    final DataSource dataSource;
    final Rows rows;
    final KeyServices keys;
    final Fleet fleet;
    final Tenancy tenancy;
    final Tally tally;
    final Findings findings;
    final Weather weather;
    final InFlight inFlight = new InFlight();
    private final Map<Shelf, JdbcTable> tables = new EnumMap<>(Shelf.class);
    private final CountDownLatch ended = new CountDownLatch(1);

    Site(
            SoakSettings settings,
            DataSource dataSource,
            Rows rows,
            KeyServices keys,
            Fleet fleet,
            Tenancy tenancy,
            Tally tally,
            Findings findings) {
        this.settings = settings;
        this.dataSource = dataSource;
        this.rows = rows;
        this.keys = keys;
        this.fleet = fleet;
        this.tenancy = tenancy;
        this.tally = tally;
        this.findings = findings;
        this.weather = new Weather(keys, fleet, dataSource, tally);
        for (Shelf shelf : Shelf.values()) {
            tables.put(shelf, shelf.rotatedOver(dataSource));
        }
    }

    /** An actor's work, over and over. */
    interface Work {
        void once(Random random) throws Exception;
    }

    /** Does something until the end, with a pause after each time of up to so many milliseconds. */
    Runnable untilTheEnd(String name, int actor, int pauseMillis, Work work) {
        return () -> {
            Random random = new Random(settings.seed() * 1_009 + actor);
            try {
                while (!ended.await(random.nextInt(pauseMillis), TimeUnit.MILLISECONDS)) {
                    work.once(random);
                }
            } catch (Exception | Error e) {
                findings.add(name + " ended before its time.", e);
            }
        };
    }

    /** Sleeps, shorter where the end comes first; true if it has come. */
    boolean pause(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    void end() {
        ended.countDown();
    }

    /** The table as rotation has it. */
    JdbcTable table(Shelf shelf) {
        return requireNonNull(tables.get(shelf));
    }

    List<Owner> ownersOf(Shelf shelf) {
        return tenancy.ownersOf(shelf);
    }
}
