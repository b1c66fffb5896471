package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.RotationReport.Ending;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job in one process: rounds, until one has found nothing to write and has left nothing. What has to be done is
 * told by the rows, so a round that another process has begun is joined, whoever that was and whether it lives.
 */
final class Run {

    /** Rounds in a row that wrote nothing although something was to be written. */
    private static final int MOST_IDLE_ROUNDS = 10;

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger("dev.envelope.rotation");

    private final JobSettings settings;
    private final CountDownLatch stop;
    private final RotationStore store;
    private final Listeners listeners;
    private final Pace pace;
    private final Patience patience;
    private final BadShare badShare;
    private final KeyCallCount calls = new KeyCallCount();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicReference<@Nullable Stop> reason = new AtomicReference<>();
    private final Progress progress;
    private final long began;

    Run(JobSettings settings, CountDownLatch stop) {
        this.settings = settings;
        this.stop = stop;
        this.store = settings.store();
        this.listeners = new Listeners(settings.listeners());
        this.pace = settings.pace(stop);
        this.patience = new Patience(pace, listeners);
        this.badShare = new BadShare(settings.mostBad());
        this.progress = new Progress(settings.time());
        this.began = settings.time().nanoTime();
    }

    /** Why the job ends before it is done. */
    private record Stop(Ending ending, @Nullable ErrorCode code, String message) {}

    RotationReport execute() {
        RoundCounts counts = RoundCounts.NONE;
        int first = 0;
        try {
            counts = patience.call(() -> store.counts(settings.name(), settings.deadline()));
            first = counts.round();
            badShare.know(
                    patience.call(() -> store.quarantine(settings.name(), BadShare.MOST_KNOWN, settings.deadline())));
            counts = rounds(first);
        } catch (CancellationException e) {
            end(new Stop(Ending.STOPPED, null, "The job was told to stop. Nothing is lost; run it again to go on."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(interrupted());
        } catch (EnvelopeException e) {
            end(e);
        }
        return report(counts, first);
    }

    private RoundCounts rounds(int first) throws InterruptedException {
        boolean thorough = true;
        int idle = 0;
        while (true) {
            requireNoInterrupt();
            RoundCounts counts = patience.call(() -> store.counts(settings.name(), settings.deadline()));
            if (!counts.isOver()) {
                work();
                continue;
            }
            if (counts.round() > first) {
                if (counts.written() == 0 && counts.left() == 0) {
                    return counts;
                }
                thorough = thorough && counts.left() > 0;
                idle = counts.written() == 0 ? idle + 1 : 0;
                if (idle == MOST_IDLE_ROUNDS) {
                    end(new Stop(
                            Ending.ROWS_LEFT,
                            null,
                            counts.left() + " rows were left as they were: again and again others had locked or changed"
                                    + " them, or a key service could not move them. Look for long transactions, and run the job"
                                    + " again."));
                    return counts;
                }
                if (idle > 0) {
                    settings.time().await(stop, waiting(idle));
                }
            }
            begin(counts.round(), thorough);
        }
    }

    private void begin(int after, boolean thorough) throws InterruptedException {
        Survey survey = patience.call(() -> Survey.of(settings, thorough, calls));
        boolean begun = patience.call(() -> store.beginRound(
                settings.name(), after, survey.candidates(), JobSettings.SEGMENT_ROWS, settings.longDeadline()));
        if (!begun) {
            settings.time().await(stop, FIRST_WAIT);
        }
    }

    /** Works until there is no segment left that is free, and waits for those that others hold. */
    private void work() throws InterruptedException {
        try (Workers workers = new Workers(settings.workers())) {
            for (int waits = 1; stop.getCount() > 0; waits++) {
                List<Future<Boolean>> working = new ArrayList<>();
                for (int i = 0; i < workers.count(); i++) {
                    working.add(workers.submit(this::takeAll));
                }
                for (Future<Boolean> worker : working) {
                    awaitTelling(worker);
                }
                if (tellProgress().isOver()) {
                    return;
                }
                // Another process holds the rest, or has died and its locks are not gone yet.
                settings.time().await(stop, waiting(waits));
            }
        }
    }

    private void awaitTelling(Future<Boolean> worker) throws InterruptedException {
        while (!worker.isDone()) {
            try {
                worker.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stop.getCount() > 0) {
                    tellProgress();
                }
            } catch (ExecutionException e) {
                stop.countDown();
                throw new IllegalStateException(
                        "A worker of the rotation of " + store.name() + " failed", e.getCause());
            }
        }
    }

    private boolean takeAll() throws InterruptedException {
        RowMover mover = settings.mover();
        boolean more = true;
        while (more && pace.awaitTurn()) {
            more = takeOne(mover);
        }
        return more;
    }

    /** Takes a portion and moves it; false if there is none to take. */
    private boolean takeOne(RowMover mover) {
        try {
            long taken = settings.time().nanoTime();
            Optional<Portion> next =
                    store.take(settings.name(), pace.portionRows(), JobSettings.PORTION_BYTES, settings.deadline());
            if (next.isEmpty()) {
                return false;
            }
            try (Portion portion = next.get()) {
                move(portion, mover, settings.time().nanoTime() - taken);
            }
        } catch (EnvelopeException e) {
            if (e.isRetryable()) {
                listeners.paused(e, pace.failed(e));
            } else {
                end(e);
            }
        }
        return true;
    }

    private void move(Portion portion, RowMover mover, long taking) {
        KeyCallCount portionCalls = calls.part();
        long moving = settings.time().nanoTime();
        List<StoredRow> rows = portion.rows();
        Attempt attempt = rows.isEmpty()
                ? new Attempt()
                : mover.move(rows, store.isText(rows.get(0).column(), settings.deadline()), portionCalls);
        try {
            if (attempt.stopping() != null) {
                end(attempt.stopping());
                return;
            }
            EnvelopeException passing = attempt.passing();
            if (passing != null && attempt.isAllLeft()) {
                listeners.paused(passing, pace.failed(passing));
                return;
            }
            long writing = settings.time().nanoTime();
            Deadline deadline = settings.deadline();
            written.addAndGet(portion.complete(
                    attempt.changes(), attempt.bad(), attempt.left().size(), deadline));
            done.addAndGet(rows.size());
            pace.moved(
                    rows.size(),
                    portionCalls.total(),
                    Duration.ofNanos(writing - moving),
                    Duration.ofNanos(taking + settings.time().nanoTime() - writing));
            if (passing != null) {
                listeners.paused(passing, pace.failed(passing));
            }
            List<BadRow> bad = new ArrayList<>(attempt.bad());
            bad.addAll(portion.refused());
            listeners.foundBad(bad);
            badShare.add(rows.size(), bad).ifPresent(message -> end(new Stop(Ending.TOO_MANY_BAD, null, message)));
        } finally {
            if (settings.operation() == RotationOperation.INSECURE_DECRYPT) {
                attempt.wipe();
            }
        }
    }

    private RoundCounts tellProgress() throws InterruptedException {
        RoundCounts counts = patience.call(() -> store.counts(settings.name(), settings.deadline()));
        listeners.progressed(progress.at(counts, calls.total()));
        return counts;
    }

    private RotationReport report(RoundCounts last, int first) {
        Stop ended = reason.get();
        RoundCounts counts = last;
        List<BadRow> bad = List.of();
        try {
            if (ended != null) {
                counts = store.counts(settings.name(), settings.deadline());
            }
            listeners.progressed(progress.at(counts, calls.total()));
            if (counts.bad() > 0) {
                bad = store.quarantine(settings.name(), RotationReport.MOST_LISTED, settings.deadline());
            }
        } catch (EnvelopeException e) {
            LOG.log(Level.DEBUG, "The store can't tell how far the job is", e);
        }
        return new RotationReport(
                store.name(),
                settings.operation(),
                false,
                ended == null ? Ending.DONE : ended.ending,
                Optional.ofNullable(ended == null ? null : ended.code),
                ended == null ? whenDone(counts.bad()) : ended.message,
                Math.max(0, counts.round() - first),
                done.get(),
                written.get(),
                counts.left(),
                counts.bad(),
                bad,
                calls.total(),
                Duration.ofNanos(settings.time().nanoTime() - began));
    }

    private static String whenDone(long bad) {
        return bad == 0
                ? "Nothing is left to be done."
                : "Nothing is left to be done but for " + bad
                        + " rows that are bad and stay as they are: the quarantine says of each why. Mend them and run the job"
                        + " again.";
    }

    private void end(EnvelopeException failure) {
        if (failure.code() == ErrorCode.INTERRUPTED) {
            end(interrupted());
            return;
        }
        end(new Stop(
                Ending.STOPPED,
                failure.code(),
                "The job stopped, because every further row would fail: " + failure.getMessage()
                        + " Nothing is lost; mend that and run it again."));
    }

    /** Notices an interrupt also where nothing has to be waited for, because the rest was done before anyone looked. */
    private static void requireNoInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static Stop interrupted() {
        return new Stop(
                Ending.STOPPED,
                ErrorCode.INTERRUPTED,
                "The job was interrupted. Nothing is lost; run it again to go on.");
    }

    private void end(Stop why) {
        reason.compareAndSet(null, why);
        stop.countDown();
    }

    private static Duration waiting(int times) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(times, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
