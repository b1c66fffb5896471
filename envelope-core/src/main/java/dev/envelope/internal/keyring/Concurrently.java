package dev.envelope.internal.keyring;

import dev.envelope.CallInterruptedException;
import dev.envelope.internal.thread.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Asks several key services at the same time. The calling thread takes one of the calls, so that the usual two recipients
 * need no thread but its own; the others run on daemon threads that end when they are idle.
 */
final class Concurrently {

    private static final ExecutorService THREADS = DaemonThreads.unlimited("envelope-recipient");

    private Concurrently() {}

    /** A call, and the key it goes to. */
    record Call(String kekName, Runnable task) {}

    /** Runs all calls and returns when the last one is done. None of them throws. */
    static void run(List<Call> calls) {
        List<Future<?>> others = new ArrayList<>();
        for (Call call : calls.subList(0, Math.max(0, calls.size() - 1))) {
            others.add(THREADS.submit(call.task));
        }
        if (!calls.isEmpty()) {
            calls.get(calls.size() - 1).task.run();
        }
        for (int i = 0; i < others.size(); i++) {
            try {
                others.get(i).get();
            } catch (InterruptedException e) {
                others.forEach(other -> other.cancel(true));
                throw new CallInterruptedException(calls.get(i).kekName, e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a call that reports its failures must not throw", e.getCause());
            }
        }
    }
}
