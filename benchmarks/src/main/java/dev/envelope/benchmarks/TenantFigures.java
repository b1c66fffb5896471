package dev.envelope.benchmarks;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.FaultScript;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What tenant keys and key caches cost: calls to the key service, times, memory. The key service is the testkit's, in this
 * process, with the latency that is said; the store is in memory.
 */
public final class TenantFigures {

    private static final byte[] RECORD = new byte[16];
    private static final Duration LATENCY = Duration.ofMillis(50);

    private final boolean quick;
    private final Report report = new Report(System.out);

    private TenantFigures(boolean quick) {
        this.quick = quick;
    }

    /**
     * Prints all figures; ends with 1 if a claim about counts does not hold.
     *
     * @param args {@code --quick} for fewer records, threads and tenants
     * @throws Exception if anything fails
     */
    public static void main(String[] args) throws Exception {
        TenantFigures figures = new TenantFigures(List.of(args).contains("--quick"));
        figures.run();
        if (figures.report.failed()) {
            System.exit(1);
        }
    }

    private void run() throws Exception {
        report.title("Tenant keys on JDK " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, heap of "
                + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        calls();
        coldCallers("platform threads", Executors.newCachedThreadPool());
        ExecutorService virtual = virtualThreads();
        if (virtual == null) {
            report.title("Cold callers on virtual threads: this JDK has none");
        } else {
            coldCallers("virtual threads", virtual);
        }
        times();
        manyTenants();
        memory();
    }

    // ---------------------------------------------------------------- calls

    private void calls() {
        int tenantCount = 100;
        int records = quick ? 10_000 : 1_000_000;
        report.title(String.format(
                "%,d encrypts and decrypts over %d tenants, each with a context of its own", records, tenantCount));
        Bench bench = new Bench();
        try (TenantKeys tenants = bench.node(KeyCaching.defaults())) {
            bench.create(tenants, tenantCount);
            report.figure("creating: %d generate", bench.kms.calls().count(KmsOperation.GENERATE_DATA_KEY));
            bench.kms.calls().clear();
            long began = System.nanoTime();
            for (int i = 0; i < records; i++) {
                EnvelopeCipher cipher = tenants.cipher("tenant" + i % tenantCount);
                EncryptionContext context = context(i);
                cipher.decrypt(cipher.encrypt(RECORD, context), context);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            int forTenants = bench.unwraps("envelope/tenant-key");
            int forStore = bench.unwraps("envelope/tenant-store");
            double ages = Math.ceil(seconds / KeyCaching.defaults().refreshAge().toSeconds());
            report.figure(
                    "%d unwraps of tenants' keys, %d of the store's key, %d other calls; %.0f s, one thread",
                    forTenants, forStore, bench.kms.calls().count() - forTenants - forStore, seconds);
            report.claim(
                    forTenants <= 2 * tenantCount * ages,
                    "at most 2 calls per tenant, node and maximum age: " + forTenants + " for " + tenantCount
                            + " tenants");
        }
    }

    // ---------------------------------------------------------------- cold callers

    private void coldCallers(String kind, ExecutorService threads) throws Exception {
        int callers = quick ? 100 : 1_000;
        report.title(
                String.format("%,d %s at once, cold cache, key service at %d ms", callers, kind, LATENCY.toMillis()));
        try {
            Bench bench = new Bench();
            byte[] sealed;
            try (TenantKeys tenants = bench.node(KeyCaching.defaults())) {
                bench.create(tenants, 1);
                sealed = tenants.cipher("tenant0").encrypt(RECORD, context(0));
            }
            cold(bench, "encrypts first", threads, callers, cipher -> cipher.encrypt(RECORD, context(0)), sealed);
            cold(bench, "decrypts first", threads, callers, cipher -> cipher.decrypt(sealed, context(0)), sealed);
            direct(threads, callers);
        } finally {
            threads.shutdown();
        }
    }

    private interface Use {
        byte[] of(EnvelopeCipher cipher);
    }

    private void cold(Bench bench, String what, ExecutorService threads, int callers, Use use, byte[] sealed)
            throws Exception {
        bench.kms.calls().clear();
        try (TenantKeys tenants = bench.node(KeyCaching.defaults())) {
            bench.kms.faults().delayNext(10, LATENCY);
            atOnce(threads, callers, caller -> use.of(tenants.cipher("tenant0")));
            int tenantKey = bench.unwraps("envelope/tenant-key");
            report.claim(
                    tenantKey == 1,
                    what + ": " + tenantKey + " unwrap of the tenant's key for all (and "
                            + bench.unwraps("envelope/tenant-store") + " of the store's)");
            bench.kms.calls().clear();
            atOnce(threads, callers, caller -> tenants.cipher("tenant0").decrypt(sealed, context(0)));
            report.claim(
                    bench.kms.calls().count() == 0,
                    "then decrypts: " + bench.kms.calls().count() + " calls");
        } finally {
            bench.kms.faults().clear();
        }
    }

    private void direct(ExecutorService threads, int callers) throws Exception {
        Bench bench = new Bench();
        EnvelopeCipher cipher = EnvelopeCipher.builder(bench.keyring())
                .keyCaching(KeyCaching.defaults())
                .build();
        byte[] sealed = cipher.encrypt(RECORD, context(0));
        bench.kms.calls().clear();
        bench.kms.faults().delayNext(10, LATENCY);
        atOnce(threads, callers, caller -> cipher.decrypt(sealed, context(0)));
        report.claim(
                bench.kms.calls().count() == 1,
                "one envelope wrapped directly by the key service: "
                        + bench.kms.calls().count() + " call");
    }

    private static void atOnce(ExecutorService threads, int callers, IntConsumer call) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            running.add(threads.submit(() -> {
                start.await();
                call.accept(caller);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> one : running) {
            one.get();
        }
    }

    /** Through reflection, because this is compiled for a JDK that has none. */
    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    // ---------------------------------------------------------------- times

    private void times() throws InterruptedException {
        int rounds = quick ? 2_000 : 50_000;
        report.title("Times of 16-byte records, one thread");
        Bench bench = new Bench();
        try (TenantKeys tenants = bench.node(KeyCaching.defaults())) {
            bench.create(tenants, 1);
            measure(tenants, rounds);
            report("warm cache", measure(tenants, rounds));
        }
        // The key service is asked in the background all the time, and what the callers see of it is measured.
        KeyCaching shortLived = KeyCaching.defaults().withMaximumAge(Duration.ofSeconds(1));
        whileRefreshing(
                bench,
                "refresh-ahead every 0.5 s, key service at 50 ms",
                shortLived.withRefreshAhead(0.5),
                faults -> faults.delayNext(1_000_000, LATENCY));
        whileRefreshing(
                bench,
                "refresh-ahead every 1 s, key service at 500 ms",
                shortLived.withMaximumAge(Duration.ofSeconds(2)).withRefreshAhead(0.5),
                faults -> faults.delayNext(1_000_000, Duration.ofMillis(500)));
        whileRefreshing(
                bench,
                "key service down, refreshing fails",
                KeyCaching.defaults().withMaximumAge(Duration.ofSeconds(30)).withRefreshAhead(0.02),
                faults -> faults.failEveryCall(KmsErrorCode.CONNECTION_DROPPED));
        outage(bench);
    }

    private void whileRefreshing(Bench bench, String what, KeyCaching caching, Consumer<FaultScript> fault)
            throws InterruptedException {
        try (TenantKeys tenants = bench.node(caching)) {
            tenants.cipher("tenant0").encrypt(RECORD, context(0));
            fault.accept(bench.kms.faults());
            KeyCacheStats before = tenants.keyCacheStats();
            long end = System.nanoTime() + Duration.ofSeconds(quick ? 2 : 10).toNanos();
            List<long[][]> measured = new ArrayList<>();
            while (System.nanoTime() < end) {
                measured.add(measure(tenants, 500));
                Thread.sleep(10);
            }
            report(what, new long[][] {joined(measured, 0), joined(measured, 1)});
            KeyCacheStats after = tenants.keyCacheStats();
            report.figure(
                    "%d loads in the background and %d that failed; %d callers had to wait for one",
                    after.loads() - before.loads(),
                    after.failedLoads() - before.failedLoads(),
                    after.misses() - before.misses());
            bench.kms.faults().clear();
        }
    }

    private void outage(Bench bench) throws InterruptedException {
        KeyCaching shortLived = KeyCaching.defaults().withMaximumAge(Duration.ofSeconds(1));
        try (TenantKeys tenants = bench.node(shortLived)) {
            EnvelopeCipher cipher = tenants.cipher("tenant0");
            cipher.encrypt(RECORD, context(0));
            bench.kms.faults().failEveryCall(KmsErrorCode.CONNECTION_DROPPED);
            report.claim(codeOf(cipher) == null, "key service down: a cached key serves");
            Thread.sleep(1_200);
            report.claim(codeOf(cipher) == ErrorCode.UNAVAILABLE, "behind its maximum age: " + codeOf(cipher));
            bench.kms.faults().clear();
            report.claim(codeOf(cipher) == null, "key service back: service resumes by itself");
        }
    }

    private static @Nullable ErrorCode codeOf(EnvelopeCipher cipher) {
        try {
            cipher.encrypt(RECORD, context(0));
            return null;
        } catch (EnvelopeException e) {
            return e.code();
        }
    }

    private static long[][] measure(TenantKeys tenants, int rounds) {
        long[][] nanos = new long[2][rounds];
        for (int i = 0; i < rounds; i++) {
            EncryptionContext context = context(i);
            long began = System.nanoTime();
            byte[] sealed = tenants.cipher("tenant0").encrypt(RECORD, context);
            long sealedAt = System.nanoTime();
            tenants.cipher("tenant0").decrypt(sealed, context);
            nanos[0][i] = sealedAt - began;
            nanos[1][i] = System.nanoTime() - sealedAt;
        }
        return nanos;
    }

    private void report(String what, long[][] nanos) {
        report.times(what + ": encrypt", nanos[0]);
        report.times(what + ": decrypt", nanos[1]);
    }

    private static long[] joined(List<long[][]> measured, int which) {
        return measured.stream()
                .flatMapToLong(nanos -> Arrays.stream(nanos[which]))
                .toArray();
    }

    // ---------------------------------------------------------------- more tenants than places

    private void manyTenants() {
        int tenantCount = quick ? 2_000 : 100_000;
        int places = tenantCount / 10;
        int rounds = quick ? 5_000 : 100_000;
        Bench bench = new Bench();
        try (TenantKeys creator = bench.node(KeyCaching.defaults())) {
            bench.create(creator, tenantCount);
        }
        bench.kms.calls().clear();
        report.title(String.format(
                "%,d tenants with places for %,d keys; nine of ten records are of one tenant in ten, key service at 0 ms",
                tenantCount, places));
        try (TenantKeys tenants = bench.node(KeyCaching.defaults().withMaximumSize(places))) {
            Random random = new Random(1);
            long[][] nanos = new long[2][rounds];
            for (int i = 0; i < rounds; i++) {
                int tenant = random.nextInt(random.nextInt(10) < 9 ? places : tenantCount);
                long began = System.nanoTime();
                byte[] sealed = tenants.cipher("tenant" + tenant).encrypt(RECORD, context(i));
                long sealedAt = System.nanoTime();
                tenants.cipher("tenant" + tenant).decrypt(sealed, context(i));
                nanos[0][i] = sealedAt - began;
                nanos[1][i] = System.nanoTime() - sealedAt;
            }
            report("encrypt loads what is missing", nanos);
            report.figure("%s", tenants.keyCacheStats());
            report.claim(tenants.keyCacheStats().size() <= places, "no more than " + places + " keys are kept");
        }
    }

    // ---------------------------------------------------------------- memory

    private void memory() {
        report.title("Memory of cached tenants: key, stored tenant and their places in the caches");
        int most = quick ? 1_000 : 100_000;
        Bench bench = new Bench();
        try (TenantKeys creator = bench.node(KeyCaching.defaults())) {
            bench.create(creator, most);
        }
        for (int tenantCount : new int[] {1, most / 10, most}) {
            bench.kms.calls().clear();
            try (TenantKeys tenants = bench.node(KeyCaching.defaults().withMaximumSize(2L * most))) {
                long before = used();
                for (int i = 0; i < tenantCount; i++) {
                    tenants.cipher("tenant" + i).encrypt(RECORD, context(i));
                }
                bench.kms.calls().clear();
                long grown = used() - before;
                report.figure(
                        "%,9d tenants: %,12d bytes more on the heap, %,8d each",
                        tenantCount, grown, grown / tenantCount);
            }
        }
    }

    private static long used() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    // ---------------------------------------------------------------- fixture

    private static EncryptionContext context(int record) {
        return EncryptionContext.of("table", "cards", "id", Integer.toString(record));
    }

    /** A key service and a store. */
    private static final class Bench {

        private final InMemoryKms kms = new InMemoryKms();
        private final String keyId = kms.createKey("key");
        private final InMemoryTenantKeyStore store = new InMemoryTenantKeyStore();

        Keyring keyring() {
            return Keyring.of(kms.kek("kms", keyId, KmsPrincipal.administrator()));
        }

        TenantKeys node(KeyCaching caching) {
            return TenantKeys.builder(keyring(), store).keyCaching(caching).build();
        }

        void create(TenantKeys tenants, int count) {
            for (int i = 0; i < count; i++) {
                tenants.create("tenant" + i);
            }
        }

        int unwraps(String purpose) {
            return kms.calls()
                    .matching(call -> call.operation() == KmsOperation.DECRYPT
                            && purpose.equals(call.context().get("purpose")))
                    .size();
        }
    }
}
