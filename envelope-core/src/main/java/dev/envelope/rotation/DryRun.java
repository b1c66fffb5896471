package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.rotation.RotationReport.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Does all that a run does but writing: calls to key services are made, and what they return is thrown away. */
final class DryRun {

    private final Mutex mutex = new Mutex();
    private final JobSettings settings;
    private final Listeners listeners;
    private final Pace pace;
    private final Patience patience;
    private final Progress progress;
    private final KeyCallCount calls = new KeyCallCount();
    private final long began;
    private final List<BadRow> bad = new ArrayList<>();
    private long total;
    private long done;
    private long wouldWrite;
    private long badRows;

    DryRun(JobSettings settings, CountDownLatch stop) {
        this.settings = settings;
        this.listeners = new Listeners(settings.listeners());
        this.pace = settings.pace(stop);
        this.patience = new Patience(pace, listeners);
        this.progress = new Progress(settings.time());
        this.began = settings.time().nanoTime();
    }

    RotationReport execute() {
        try {
            Survey survey = patience.call(() -> Survey.of(settings, true, calls));
            total = survey.rows();
            Scan scan = new Scan(settings, patience);
            for (Map.Entry<String, Candidates> column : survey.candidates().entrySet()) {
                boolean text = settings.store().isText(column.getKey(), settings.deadline());
                scan.column(column.getKey(), column.getValue(), page -> look(page, text));
            }
            return report(
                    Ending.DONE,
                    null,
                    "Nothing was written. A run would write " + wouldWrite + " rows"
                            + (badRows == 0 ? "." : " and put " + badRows + " into the quarantine."));
        } catch (CancellationException e) {
            return report(Ending.STOPPED, null, "The dry run was told to stop. Nothing was written.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return report(Ending.STOPPED, ErrorCode.INTERRUPTED, "The dry run was interrupted. Nothing was written.");
        } catch (EnvelopeException e) {
            return report(Ending.STOPPED, e.code(), "The dry run stopped: " + e.getMessage());
        }
    }

    private void look(List<StoredRow> page, boolean text) throws InterruptedException {
        patience.look(settings.mover(), page, text, calls.part(), attempt -> {
            if (settings.operation() == RotationOperation.INSECURE_DECRYPT) {
                attempt.wipe();
            }
            listeners.foundBad(attempt.bad());
            add(attempt);
        });
        looked(page.size());
    }

    private void looked(int rows) {
        mutex.run(() -> {
            done += rows;
            listeners.progressed(
                    progress.at(new RoundCounts(0, total, done, wouldWrite, badRows, 0, 1), calls.total()));
        });
    }

    private void add(Attempt attempt) {
        mutex.run(() -> {
            wouldWrite += attempt.changes().size();
            badRows += attempt.bad().size();
            for (BadRow row : attempt.bad()) {
                if (bad.size() < RotationReport.MOST_LISTED) {
                    bad.add(row);
                }
            }
        });
    }

    private RotationReport report(Ending ending, @Nullable ErrorCode code, String message) {
        return mutex.get(() -> {
            return new RotationReport(
                    settings.store().name(),
                    settings.operation(),
                    true,
                    ending,
                    Optional.ofNullable(code),
                    message,
                    0,
                    done,
                    wouldWrite,
                    0,
                    badRows,
                    bad,
                    calls.total(),
                    Duration.ofNanos(settings.time().nanoTime() - began));
        });
    }
}
