package dev.envelope.soak;

import dev.envelope.ErrorCode;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import javax.sql.DataSource;

/**
 * The faults, each on for a while and alone on its front: one for each key service, one for rights, one for the database. Knows
 * which failures they explain.
 */
final class Weather {

    /** A call may fail that began this long after a fault: what was refused is remembered, and a pool finds out late what was cut. */
    private static final Duration AFTERMATH = Duration.ofSeconds(1);

    /** The same where calls wait: whoever comes later may join a load that has been waiting for some time. */
    private static final Duration AFTERMATH_OF_WAITING = Duration.ofSeconds(7);

    private final KeyServices keys;
    private final Fleet fleet;
    private final DataSource dataSource;
    private final Tally tally;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** A fault while it can explain something. */
    private static class Fault {
        private final Set<ErrorCode> codes;
        private final BiPredicate<Shelf, Instance> concerned;
        private final long aftermathNanos;
        private volatile long ended = Long.MAX_VALUE;

        Fault(Set<ErrorCode> codes, BiPredicate<Shelf, Instance> concerned) {
            this.codes = codes;
            this.concerned = concerned;
            this.aftermathNanos = (codes.contains(ErrorCode.TIMED_OUT) ? AFTERMATH_OF_WAITING : AFTERMATH).toNanos();
        }

        boolean wasOnSince(long nanos) {
            return ended == Long.MAX_VALUE || nanos - ended <= aftermathNanos;
        }
    }

    Weather(KeyServices keys, Fleet fleet, DataSource dataSource, Tally tally) {
        this.keys = keys;
        this.fleet = fleet;
        this.dataSource = dataSource;
        this.tally = tally;
    }

    /** Whether a failure is legitimate, of a call of an instance to a shelf that began at a time. */
    boolean explains(ErrorCode code, Shelf shelf, Instance instance, long began) {
        return faults.stream()
                        .anyMatch(fault -> fault.codes.contains(code)
                                && fault.wasOnSince(began)
                                && fault.concerned.test(shelf, instance))
                // used after it was closed
                || (code == ErrorCode.MISCONFIGURED && instance.isClosing());
    }

    /** Whether a statement of the application's own may have failed. */
    boolean explainsStatement(long began) {
        return faults.stream().anyMatch(fault -> fault instanceof Cut && fault.wasOnSince(began));
    }

    // ---------------------------------------------------------------- key services

    void overEast(Random random) throws InterruptedException {
        overService("east", keys.east, random);
    }

    void overWest(Random random) throws InterruptedException {
        overService("west", keys.west, random);
    }

    private void overService(String name, InMemoryKms service, Random random) throws InterruptedException {
        BiPredicate<Shelf, Instance> ofService =
                (shelf, instance) -> keys.keysOf(shelf).stream().anyMatch(key -> key.service() == service);
        int calls = 1 + random.nextInt(30);
        switch (random.nextInt(8)) {
            case 0 ->
                during(
                        name + ": throttles",
                        Set.of(ErrorCode.THROTTLED),
                        ofService,
                        random,
                        () -> service.faults().failNext(calls, KmsErrorCode.THROTTLED));
            case 1 ->
                during(
                        name + ": is down",
                        Set.of(ErrorCode.UNAVAILABLE),
                        ofService,
                        random,
                        () -> service.faults().failEveryCall(KmsErrorCode.INTERNAL));
            case 2 ->
                during(
                        name + ": answers late",
                        Set.of(),
                        ofService,
                        random,
                        () -> service.faults().delayNext(calls, Duration.ofMillis(random.nextInt(400))));
            case 3 ->
                during(
                        name + ": answers too late",
                        Set.of(ErrorCode.TIMED_OUT),
                        ofService,
                        random,
                        () -> service.faults().delayNext(1 + calls / 8, Duration.ofSeconds(8)));
            case 4 ->
                during(
                        name + ": loses requests",
                        Set.of(ErrorCode.UNAVAILABLE),
                        ofService,
                        random,
                        () -> service.faults().loseNextRequests(calls));
            case 5 ->
                during(
                        name + ": loses answers",
                        Set.of(ErrorCode.UNAVAILABLE),
                        ofService,
                        random,
                        () -> service.faults().loseNextAnswers(calls));
            case 6 ->
                during(
                        name + ": garbles answers",
                        Set.of(ErrorCode.MISCONFIGURED),
                        ofService,
                        random,
                        () -> service.faults().garbleNext(calls));
            default -> disableOneKey(name, service, random);
        }
        service.faults().clear();
    }

    private void disableOneKey(String name, InMemoryKms service, Random random) throws InterruptedException {
        List<ServiceKey> ofService =
                keys.keys().stream().filter(key -> key.service() == service).toList();
        ServiceKey key = ofService.get(random.nextInt(ofService.size()));
        during(
                name + ": a key is disabled",
                Set.of(ErrorCode.KEK_DISABLED),
                (shelf, instance) -> keys.keysOf(shelf).contains(key),
                random,
                () -> service.disable(key.id()));
        service.enable(key.id());
    }

    // ---------------------------------------------------------------- rights

    void overRights(Random random) throws InterruptedException {
        Instance denied = fleet.all().get(random.nextInt(fleet.all().size()));
        during(
                "one instance is denied all keys",
                Set.of(ErrorCode.ACCESS_DENIED),
                (shelf, instance) -> instance == denied && shelf != Shelf.LOCAL,
                random,
                () -> denied.deny(true));
        denied.deny(false);
    }

    // ---------------------------------------------------------------- database

    /** Of the database: concerns the tenants' keys, and whatever is written. */
    private static final class Cut extends Fault {
        Cut() {
            super(Set.of(ErrorCode.UNAVAILABLE), (shelf, instance) -> true);
        }
    }

    void overDatabase(Random random) throws SQLException, InterruptedException {
        tally.count(Tally.FAULTS, "database: all connections are cut");
        Fault cut = new Cut();
        faults.add(cut);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
        } catch (SQLException e) {
            // the one that was to cut the others was dead itself; the next time comes
            tally.count(Tally.FAULTS, "database: the cut met itself");
        }
        end(cut);
    }

    // ---------------------------------------------------------------- what they have in common

    private void during(
            String name, Set<ErrorCode> codes, BiPredicate<Shelf, Instance> concerned, Random random, Runnable begin)
            throws InterruptedException {
        tally.count(Tally.FAULTS, name);
        Fault fault = new Fault(codes, concerned);
        faults.add(fault);
        begin.run();
        try {
            Thread.sleep(200 + random.nextInt(random.nextInt(4) == 0 ? 4_000 : 1_000));
        } finally {
            end(fault);
        }
    }

    private void end(Fault fault) {
        fault.ended = System.nanoTime();
        long longest = Duration.ofMinutes(1).toNanos();
        faults.removeIf(each -> each.ended != Long.MAX_VALUE && System.nanoTime() - each.ended > longest);
    }
}
