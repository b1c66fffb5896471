package dev.envelope.soak;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.jdbc.JdbcTenantKeyStore;
import dev.envelope.jdbc.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One run, from an empty database to the report. */
class SoakRun {

    private static final int INSTANCES = 3;
    private static final int CONNECTIONS = 40;

    private final SoakSettings settings;
    private final PostgresServer server;
    private final Tally tally = new Tally();
    private final Findings findings = new Findings();
    private final List<String> seen = new ArrayList<>();

    SoakRun(SoakSettings settings, PostgresServer server) {
        this.settings = settings;
        this.server = server;
    }

    static SoakReport overPostgres(SoakSettings settings) throws Exception {
        try (PostgresServer server = new PostgresServer("-F")) {
            // a run that is told to end must not leave the server behind
            Thread stop = new Thread(server::close);
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                return new SoakRun(settings, server).run();
            } finally {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    /** For tests: how rows are read and written. */
    Rows rows(DataSource dataSource) {
        return new JdbcRows(dataSource);
    }

    /** For tests: how instances are closed. */
    void close(Instance instance) {
        instance.close();
    }

    SoakReport run() throws Exception {
        KeyLedger.install();
        loadClasses();
        KeyLedger.KEYS.clear();
        KeyLedger.HANDLES.clear();
        Remains remains = new Remains(findings, settings.patience());
        Vitals vitals = new Vitals();
        try (HikariDataSource pool = pool()) {
            createTables(pool);
            work(pool, vitals);
            seen.add(remains.connections(pool));
        }
        seen.add(remains.keys());
        seen.add(remains.instances());
        seen.add(remains.threads());
        vitals.judge(findings);
        return new SoakReport(title(), tally, vitals, seen, findings.all());
    }

    /** Keys of zeros, which are no secrets, are constants of some classes. They are not what remains of a run. */
    private static void loadClasses() {
        try (LocalKey key = LocalKey.ephemeral("first")) {
            EnvelopeCipher cipher = EnvelopeCipher.using(key);
            EncryptionContext context = EncryptionContext.of("table", "none");
            cipher.decrypt(cipher.encrypt(new byte[1], context), context);
        }
    }

    /** All that has references to instances: what remains is looked at when this has returned. */
    private void work(HikariDataSource pool, Vitals vitals) throws Exception {
        KeyServices keys = new KeyServices(settings.seed());
        JdbcTenantKeyStore store = new JdbcTenantKeyStore(pool);
        AtomicInteger number = new AtomicInteger();
        Fleet fleet = new Fleet(
                INSTANCES, () -> new Instance("instance-" + number.incrementAndGet(), keys, store, tally), this::close);
        Site site = new Site(settings, pool, rows(pool), keys, fleet, new Tenancy(), tally, findings);
        populate(site);
        act(site, vitals);
        keys.east.faults().clear();
        keys.west.faults().clear();
        keys.keys().forEach(key -> key.service().enable(key.id()));
        fleet.closeAll();
        try {
            seen.addAll(new Inspection(
                            site, () -> new Instance("inspector-" + number.incrementAndGet(), keys, store, tally))
                    .inspect());
        } catch (RuntimeException | SQLException e) {
            findings.add("The inspection could not be ended.", e);
        }
    }

    private static void populate(Site site) {
        Instance any = site.fleet.all().get(0);
        while (site.ownersOf(Shelf.TENANTS).size() < Tenancy.LIVING) {
            Owner tenant = site.tenancy.next();
            any.tenants().create(tenant.name());
            site.tenancy.add(tenant);
        }
    }

    private void act(Site site, Vitals vitals) throws InterruptedException {
        Traffic traffic = new Traffic(site);
        List<Runnable> virtual = new ArrayList<>();
        List<Runnable> platform = new ArrayList<>();
        for (int i = 0; i < settings.threads(); i++) {
            platform.add(site.untilTheEnd("Traffic", 100 + i, 8, traffic::once));
            virtual.add(site.untilTheEnd("Traffic on virtual threads", 200 + i, 8, traffic::once));
        }
        platform.add(site.untilTheEnd("Rotation", 1, 400, new Rotation(site)::once));
        platform.add(site.untilTheEnd("Shredding", 2, 400, new Shredding(site)::once));
        platform.add(site.untilTheEnd("Deployment", 3, 3_000, new Deployment(site)::once));
        platform.add(site.untilTheEnd("The weather in the east", 4, 1_500, site.weather::overEast));
        platform.add(site.untilTheEnd("The weather in the west", 5, 1_500, site.weather::overWest));
        platform.add(site.untilTheEnd("The weather over rights", 6, 6_000, site.weather::overRights));
        platform.add(site.untilTheEnd("The weather over the database", 7, 20_000, site.weather::overDatabase));
        ExecutorService platformThreads = Executors.newCachedThreadPool();
        ExecutorService virtualThreads = virtualThreads();
        platform.forEach(platformThreads::execute);
        virtual.forEach(virtualThreads::execute);
        try {
            watch(site, vitals);
        } finally {
            site.end();
            end(platformThreads);
            end(virtualThreads);
        }
    }

    private void watch(Site site, Vitals vitals) throws InterruptedException {
        long interval = Vitals.interval(settings.length()).toNanos();
        long end = System.nanoTime() + settings.length().toNanos();
        long next = System.nanoTime() + interval;
        while (System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(200);
            // what the services remember of their calls is not what is measured
            site.keys.east.calls().clear();
            site.keys.west.calls().clear();
            if (System.nanoTime() - next >= 0) {
                vitals.take();
                next += interval;
            }
        }
    }

    private void end(ExecutorService threads) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            findings.add("A thread hangs: it did not end within a minute after the run.");
            threads.shutdownNow();
        }
    }

    /** Threads of the platform where this JVM has no virtual ones. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return Executors.newCachedThreadPool();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("This JVM has virtual threads, and gives none", e);
        }
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.url());
        config.setUsername("postgres");
        config.setPassword(PostgresServer.PASSWORD);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    private static void createTables(DataSource dataSource) throws SQLException {
        JdbcTenantKeyStore.createTables(dataSource);
        JdbcTable.createTables(dataSource);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (Shelf shelf : Shelf.values()) {
                statement.execute("DROP TABLE IF EXISTS " + shelf.table());
                statement.execute(shelf.ddl());
                for (String index : shelf.rotatedOver(dataSource).indexes()) {
                    statement.execute(index);
                }
            }
            // of a run before over the same database
            statement.execute("DELETE FROM envelope_tenant_key");
            statement.execute("DELETE FROM envelope_tenant");
            statement.execute("UPDATE envelope_tenant_store SET store_key = NULL, change_position = 0");
        }
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "Soak run of %d seconds on JDK %s, %d cores which the database shares, seed %d",
                settings.length().toSeconds(),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                settings.seed());
    }
}
