package dev.envelope.soak;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is left of a run when all of it is closed: there may be nothing. */
final class Remains {

    /** What lives no longer than the instance that made it. */
    private static final List<String> CLASSES = List.of(
            "dev.envelope.internal.crypto.KeyMaterial",
            "dev.envelope.internal.crypto.SecretBytes",
            "dev.envelope.internal.cache.CachedKey",
            "dev.envelope.internal.cache.KeyHandle",
            "dev.envelope.internal.content.ContentKey",
            "dev.envelope.internal.wrap.LocalWrapping",
            "dev.envelope.kek.DataKey",
            "dev.envelope.tenant.TenantKeys");

    /** Threads of the JVM and of its libraries, which are there once for a process. */
    private static final List<String> THREADS_OF_THE_PROCESS = List.of(
            "Attach Listener",
            "Cleaner-",
            "Common-Cleaner",
            "CompletableFutureDelayScheduler",
            "ForkJoinPool",
            "MasterPoller",
            "PostgreSQL-JDBC",
            "Read-Poller",
            "Signal Dispatcher",
            "VirtualThread-unblocker",
            "VirtualThread-unparker",
            "envelope-key-expiry",
            "Write-Poller",
            "process reaper");

    private static final Duration SOON = Duration.ofSeconds(3);

    private final Set<Thread> threadsBefore =
            Set.copyOf(Thread.getAllStackTraces().keySet());
    private final Map<String, Long> instancesBefore = reachable();
    private final Findings findings;
    private final Duration patience;

    Remains(Findings findings, Duration patience) {
        this.findings = findings;
        this.patience = patience;
    }

    /** Returns what was seen of connections, which the pool has yet to be asked about. */
    String connections(HikariDataSource pool) throws InterruptedException {
        await(SOON, () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        int active = pool.getHikariPoolMXBean().getActiveConnections();
        if (active > 0) {
            findings.add(active + " connections were not given back to the pool.");
        }
        return String.format(Locale.ROOT, "%,d connections are in use.", active);
    }

    /** Returns what was seen of keys, by the ledger. */
    String keys() throws InterruptedException {
        await(SOON, () -> KeyLedger.KEYS.stillOpen() == 0 && KeyLedger.HANDLES.stillOpen() == 0);
        int keys = KeyLedger.KEYS.stillOpen();
        int handles = KeyLedger.HANDLES.stillOpen();
        if (keys > 0) {
            findings.add(keys + " keys were never wiped; they are from "
                    + String.join("\n    and", KeyLedger.KEYS.origins()));
        }
        if (handles > 0) {
            findings.add(handles + " uses of cached keys were never ended; they are from "
                    + String.join("\n    and", KeyLedger.HANDLES.origins()));
        }
        return String.format(
                Locale.ROOT,
                "Of %,d keys that were made %,d are not wiped, and of %,d uses of cached keys %,d are not ended.",
                KeyLedger.KEYS.opened(),
                keys,
                KeyLedger.HANDLES.opened(),
                handles);
    }

    /** Returns what was seen of what can still be reached from somewhere. */
    String instances() {
        Map<String, Long> left = reachable();
        left.replaceAll((name, count) -> count - instancesBefore.getOrDefault(name, 0L));
        left.values().removeIf(count -> count <= 0);
        if (!left.isEmpty()) {
            findings.add("Something still holds keys that were closed: " + left);
        }
        return String.format(
                Locale.ROOT,
                "%,d objects that hold keys are still reachable.",
                left.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Returns what was seen of threads. Idle ones are waited for, unless something else was found already. */
    String threads() throws InterruptedException {
        await(
                findings.isEmpty() ? patience : Duration.ZERO,
                () -> threadsSince().isEmpty());
        List<String> since = threadsSince();
        if (!since.isEmpty() && findings.isEmpty()) {
            findings.add("Threads were left: " + since);
        }
        return String.format(Locale.ROOT, "%,d threads are left.", since.size());
    }

    private List<String> threadsSince() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .map(Thread::getName)
                .filter(name -> THREADS_OF_THE_PROCESS.stream().noneMatch(name::startsWith))
                .sorted()
                .toList();
    }

    /** How many objects of each class are reachable, as the JVM counts them in a full collection. */
    private static Map<String, Long> reachable() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            // number: instances bytes class (module)
            return histogram
                    .lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields.length >= 4 && CLASSES.contains(fields[3]))
                    .collect(Collectors.toMap(
                            fields -> fields[3], fields -> Long.parseLong(fields[1]), Long::sum, LinkedHashMap::new));
        } catch (JMException e) {
            throw new IllegalStateException("This JVM can't count its objects; run the soak on HotSpot", e);
        }
    }

    private static void await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.sleep(100);
        }
    }
}
