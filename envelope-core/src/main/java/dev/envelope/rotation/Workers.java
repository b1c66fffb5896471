package dev.envelope.rotation;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The threads of a job. When this is closed none of them does anything any more. */
final class Workers implements AutoCloseable {

    private final int count;
    private final ExecutorService executor;

    Workers(int count) {
        this.count = count;
        this.executor = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, "envelope-rotation");
            thread.setDaemon(true);
            return thread;
        });
    }

    int count() {
        return count;
    }

    <T> Future<T> submit(Callable<T> work) {
        return executor.submit(work);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
