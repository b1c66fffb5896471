package dev.envelope.cli.rotate;

import dev.envelope.EnvelopeException;
import dev.envelope.cli.shell.Span;
import dev.envelope.rotation.RotationListener;
import dev.envelope.rotation.RotationProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Shows how a job is doing: a line that is drawn over on a terminal; elsewhere a line for each round and each tenth of it. */
final class ShownProgress implements RotationListener {

    private static final int STEPS = 10;

    private final boolean terminal;
    private final PrintStream err;
    private final Lock lock = new ReentrantLock();
    private int round = -1;
    private long step;
    private int drawnWidth;

    ShownProgress(boolean terminal, PrintStream err) {
        this.terminal = terminal;
        this.err = err;
    }

    @Override
    public void progressed(RotationProgress progress) {
        lock.lock();
        try {
            if (terminal) {
                draw(line(progress));
            } else if (progress.total() > 0 && (progress.round() != round || step(progress) > step)) {
                round = progress.round();
                step = step(progress);
                err.println(line(progress));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void paused(EnvelopeException failure, Duration pause) {
        lock.lock();
        try {
            clear();
            err.println("Waiting " + Math.max(1, pause.toSeconds()) + " s: " + failure.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Takes the line off a terminal: what follows stands in its place. */
    void end() {
        lock.lock();
        try {
            clear();
        } finally {
            lock.unlock();
        }
    }

    private static long step(RotationProgress progress) {
        return progress.done() * STEPS / progress.total();
    }

    private void draw(String line) {
        err.print('\r' + line + " ".repeat(Math.max(0, drawnWidth - line.length())));
        err.flush();
        drawnWidth = line.length();
    }

    private void clear() {
        if (drawnWidth > 0) {
            err.print('\r' + " ".repeat(drawnWidth) + '\r');
            err.flush();
            drawnWidth = 0;
        }
    }

    private static String line(RotationProgress progress) {
        String percent = progress.total() == 0
                ? ""
                : String.format(Locale.ROOT, "%3d %% of ", Math.min(100, progress.done() * 100 / progress.total()));
        return (progress.round() == 0 ? "" : "Round " + progress.round() + ": ")
                + percent
                + progress.total() + " rows, "
                // nothing is written where there are no rounds
                + (progress.round() == 0 ? "" : progress.written() + " written, ")
                + progress.bad() + " bad, "
                + progress.keyCalls() + " key calls, "
                + String.format(Locale.ROOT, "%.0f rows/s", progress.rowsPerSecond())
                + progress.remaining()
                        .map(left -> ", " + new Span(left) + " left")
                        .orElse("");
    }
}
