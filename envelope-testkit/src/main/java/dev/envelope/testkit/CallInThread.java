package dev.envelope.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A call in a thread of its own, so that it can be interrupted. */
final class CallInThread<T> {

    private final FutureTask<T> task;
    private final Thread thread;

    private CallInThread(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "contract");
        thread.setDaemon(true);
    }

    static <T> CallInThread<T> start(Callable<T> call) {
        CallInThread<T> started = new CallInThread<>(call);
        started.thread.start();
        return started;
    }

    /**
     * Interrupts the thread when it seems to wait, or after a while: blocking I/O does not show. Whenever the interrupt
     * comes, it must be reported as one, so nothing depends on the moment.
     */
    void interruptWhileItWaits() throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (System.nanoTime() - giveUp < 0
                && thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING
                && thread.isAlive()) {
            Thread.sleep(1);
        }
        thread.interrupt();
    }

    /** Interrupts the thread now. */
    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return task.isDone();
    }

    /** What the call returned. There is a limit: a call that does not end fails the test rather than hang the build. */
    T result() throws Exception {
        return task.get(60, TimeUnit.SECONDS);
    }
}
