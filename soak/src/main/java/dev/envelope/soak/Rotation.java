package dev.envelope.soak;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.RotationReport.Ending;
import dev.envelope.rotation.Verification;
import dev.envelope.tenant.RewrapReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gives keys new versions, moves the records, verifies, and retires the versions that no record names any more. */
final class Rotation {

    private final Site site;

    Rotation(Site site) {
        this.site = site;
    }

    /** How the run of a job is to end. */
    private enum Fate {
        BY_ITSELF,
        STOPPED,
        KILLED
    }

    /** One shelf, from new versions to their retirement. */
    void once(Random random) throws InterruptedException {
        Shelf shelf = Shelf.any(random);
        if (!giveNewVersions(shelf)) {
            return;
        }
        // What is in the air may still be written under the versions before.
        site.inFlight.awaitAllOfNow();
        if (shelf == Shelf.TENANTS) {
            rewrapTenants(random);
        }
        if (move(shelf, random)) {
            verifyAndRetire(shelf, random);
        }
    }

    private boolean giveNewVersions(Shelf shelf) throws InterruptedException {
        if (shelf == Shelf.LOCAL) {
            // Those that are up know the next version already, and those that come next write it.
            site.keys.rotateLocal();
            site.fleet.replaceAll();
        }
        for (ServiceKey key : site.keys.keysOf(shelf)) {
            if (!key.rotate()) {
                return false;
            }
        }
        count("new versions", shelf);
        return true;
    }

    /** The keys of tenants stand in the store under the key of the service; only they name its versions. */
    private void rewrapTenants(Random random) throws InterruptedException {
        int current = site.keys.root.current();
        boolean all = false;
        Instance instance = site.fleet.enterAny(random);
        long began = site.inFlight.begin();
        try {
            RewrapReport report = instance.tenants().rewrapStored();
            site.tally.count(Tally.ROTATION, "stored keys of tenants rewrapped", report.rewrapped());
            for (EnvelopeException failure : report.failures()) {
                judge("rewrapping stored keys", failure, Shelf.TENANTS, instance, began);
            }
            all = report.failures().isEmpty();
        } catch (EnvelopeException e) {
            judge("rewrapping stored keys", e, Shelf.TENANTS, instance, began);
        } finally {
            site.inFlight.end();
            instance.leave();
        }
        if (all) {
            // Other instances may have read the stored keys before, and go on with them up to their caches' age.
            site.pause(Instance.MAXIMUM_AGE.toMillis());
            site.inFlight.awaitAllOfNow();
            retire(site.keys.root, current);
        }
    }

    // ---------------------------------------------------------------- moving

    /** Runs the job on one node or two at once; true if one has done it all. */
    private boolean move(Shelf shelf, Random random) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> nodes = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            Random own = new Random(random.nextLong());
            Thread node = new Thread(() -> done.compareAndSet(false, run(shelf, own)), "soak-node-" + (i + 1));
            node.setDaemon(true);
            node.start();
            nodes.add(node);
        }
        for (Thread node : nodes) {
            node.join();
        }
        return done.get();
    }

    private boolean run(Shelf shelf, Random random) {
        Instance instance = site.fleet.enterAny(random);
        long began = System.nanoTime();
        RotationJob job = job(site, shelf, instance);
        Fate fate = random.nextInt(3) > 0 ? Fate.BY_ITSELF : random.nextBoolean() ? Fate.STOPPED : Fate.KILLED;
        instance.runs(job);
        Thread end = ending(job, fate, random.nextInt(600));
        try {
            RotationReport report = job.run();
            return judge(report, shelf, instance, fate, began);
        } catch (RuntimeException | Error e) {
            site.findings.add("A rotation of " + shelf + " threw.", e);
            return false;
        } finally {
            end.interrupt();
            instance.ran(job);
            instance.leave();
        }
    }

    static RotationJob job(Site site, Shelf shelf, Instance instance) {
        RotationJob.Builder job = RotationJob.rewrapping(site.table(shelf)).context(shelf::context);
        if (shelf == Shelf.TENANTS) {
            job.cipherOfTenant(row -> row.required("owner"), owner -> instance.cipher(shelf, owner));
        } else {
            job.cipher(instance.cipher(shelf, ""));
        }
        return shelf == Shelf.MIRRORED ? job.everyEnvelope().build() : job.build();
    }

    /** Whoever ends the run, if somebody is to; and at the end of all in any case. */
    private Thread ending(RotationJob job, Fate fate, int afterMillis) {
        Thread worker = Thread.currentThread();
        Thread end = new Thread(
                () -> {
                    try {
                        if (fate == Fate.BY_ITSELF) {
                            while (!site.isEnded()) {
                                site.pause(1_000);
                            }
                        } else {
                            Thread.sleep(afterMillis);
                        }
                        if (fate == Fate.KILLED) {
                            worker.interrupt();
                        } else {
                            job.stop();
                        }
                    } catch (InterruptedException e) {
                        // it has ended by itself
                    }
                },
                "soak-ending");
        end.setDaemon(true);
        end.start();
        return end;
    }

    private boolean judge(RotationReport report, Shelf shelf, Instance instance, Fate fate, long began) {
        site.tally.count(Tally.ROTATION, "runs that ended " + ending(report, fate));
        count("rows moved", shelf, report.written());
        boolean told = fate != Fate.BY_ITSELF || instance.isClosing() || site.isEnded();
        boolean explained = report.failure()
                .map(code -> (code == ErrorCode.INTERRUPTED && fate == Fate.KILLED)
                        || site.weather.explains(code, shelf, instance, began))
                .orElse(told);
        if (report.ending() == Ending.TOO_MANY_BAD || (report.ending() == Ending.STOPPED && !explained)) {
            site.findings.add("A rotation of " + shelf + " by " + instance + " ended otherwise than it should: "
                    + report.toJson());
        }
        for (BadRow bad : report.bad()) {
            if (bad.code() != ErrorCode.SHREDDED && !site.weather.explains(bad.code(), shelf, instance, began)) {
                site.findings.add("A rotation of " + shelf + " by " + instance + " found a row bad: " + bad);
            }
        }
        return report.ending() == Ending.DONE;
    }

    private static String ending(RotationReport report, Fate fate) {
        String how = report.ending().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (report.ending() != Ending.STOPPED) {
            return how;
        }
        return how
                + report.failure().map(code -> " by " + code).orElse(fate == Fate.STOPPED ? " as told" : " with all");
    }

    // ---------------------------------------------------------------- retiring

    private void verifyAndRetire(Shelf shelf, Random random) throws InterruptedException {
        Instance instance = site.fleet.enterAny(random);
        long began = System.nanoTime();
        RotationJob job = job(site, shelf, instance);
        instance.runs(job);
        try {
            Verification found = job.verify();
            count("records verified", shelf, found.opened());
            for (BadRow bad : found.bad()) {
                if (bad.code() != ErrorCode.SHREDDED && !site.weather.explains(bad.code(), shelf, instance, began)) {
                    site.findings.add("A verification of " + shelf + " by " + instance + " did not open a row: " + bad);
                }
            }
            found.failure().ifPresent(code -> {
                if (!instance.isClosing() && !site.weather.explains(code, shelf, instance, began)) {
                    site.findings.add("No fault explains how a verification of " + shelf + " ended: " + found.toJson());
                }
            });
            // Whoever has read a record before it was moved has yet to open it.
            site.inFlight.awaitAllOfNow();
            retire(shelf, found);
        } catch (RuntimeException | Error e) {
            site.findings.add("A verification of " + shelf + " threw.", e);
        } finally {
            instance.ran(job);
            instance.leave();
        }
    }

    private void retire(Shelf shelf, Verification found) {
        if (shelf == Shelf.LOCAL) {
            int keep = site.keys.localOldest();
            while (keep < site.keys.localCurrent() && mayGo(found, "local", keep)) {
                keep++;
            }
            count("versions retired", shelf, site.keys.retireLocalBelow(keep));
        } else if (shelf != Shelf.TENANTS) {
            for (ServiceKey key : site.keys.keysOf(shelf)) {
                int keep = key.oldest();
                while (keep < key.current() && mayGo(found, key.id(), keep)) {
                    keep++;
                }
                retire(key, keep);
            }
        }
    }

    private static boolean mayGo(Verification found, String kekName, int version) {
        return found.verdict(new KekVersion(kekName, Integer.toString(version))).mayBeRetired();
    }

    private void retire(ServiceKey key, int keep) {
        site.tally.count(Tally.ROTATION, "versions retired, " + key, key.retireBelow(keep));
    }

    private void judge(String what, EnvelopeException e, Shelf shelf, Instance instance, long began) {
        if (site.weather.explains(e.code(), shelf, instance, began)) {
            site.tally.count(Tally.FAILURES, e.code());
        } else {
            site.findings.add("No fault explains " + e.code() + ": " + what + ", by " + instance, e);
        }
    }

    private void count(String what, Shelf shelf) {
        count(what, shelf, 1);
    }

    private void count(String what, Shelf shelf, long number) {
        site.tally.count(Tally.ROTATION, what + ", " + shelf.name().toLowerCase(Locale.ROOT), number);
    }
}
