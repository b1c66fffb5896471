package dev.envelope.internal.content;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Chunks that one thread works on, one after the other: whichever is the first to. */
final class ChunkGroup implements Runnable {

    private final FutureTask<@Nullable Void> task;

    /** A group that is not begun. Its work does not throw: its chunks keep what they fail with. */
    ChunkGroup(Runnable work) {
        task = new FutureTask<>(work, null);
    }

    /** Does nothing if another thread has begun. */
    @Override
    public void run() {
        task.run();
    }

    boolean isDone() {
        return task.isDone();
    }

    /**
     * Waits for the thread that has begun. An interrupt does not end this, and is still there afterwards: the wait is
     * as short as the encryption of some chunks, and a stream that was left in the middle of it could not go on.
     */
    void await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("Chunks must keep what they fail with", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
