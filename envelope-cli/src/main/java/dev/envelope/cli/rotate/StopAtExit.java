package dev.envelope.cli.rotate;

import dev.envelope.rotation.RotationJob;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops a job when the program is ended by a signal, and gives it the time to finish what it has in hand and to tell what it did. */
final class StopAtExit {

    private static final long SECONDS = 60;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    private StopAtExit(RotationJob job) {
        hook = new Thread(() -> stop(job), "envelope-stop");
    }

    static StopAtExit of(RotationJob job) {
        StopAtExit stop = new StopAtExit(job);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** The job is over, and all was told. */
    void over() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program ends already, and the hook with it
        }
    }

    private void stop(RotationJob job) {
        job.stop();
        try {
            boolean inTime = over.await(SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.getLogger("dev.envelope.cli").log(System.Logger.Level.WARNING, "The job did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
