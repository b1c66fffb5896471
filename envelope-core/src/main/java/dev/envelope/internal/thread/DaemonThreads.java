package dev.envelope.internal.thread;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep a program from ending. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /**
     * As many threads as there are tasks at a time, which end when they are idle. For calls that block: a limit would let
     * those that hang hold up the others.
     *
     * @param name what the threads' names begin with
     * @return an executor that lives as long as the program
     */
    public static ExecutorService unlimited(String name) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
    }

    /**
     * So many threads at most, which are made when there is something to do, and end when they are idle, also without a
     * shutdown. For work that does not block.
     *
     * @param name what the threads' names begin with
     * @param most how many threads
     * @return an executor that belongs to the caller
     */
    public static ExecutorService limited(String name, int most) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * One thread for what is short and has to be done later, which ends when there is nothing planned. What is cancelled is forgotten at
     * once.
     *
     * @param name what the thread's name begins with
     * @return an executor that lives as long as the program
     */
    public static ScheduledThreadPoolExecutor scheduled(String name) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, factory(name));
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(10, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /**
     * Makes daemon threads.
     *
     * @param name what their names begin with; a number follows
     * @return the factory
     */
    public static ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
