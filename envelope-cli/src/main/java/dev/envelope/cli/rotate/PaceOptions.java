package dev.envelope.cli.rotate;

import dev.envelope.cli.shell.CliException;
import dev.envelope.rotation.RotationJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how fast a job may be. */
final class PaceOptions {

    @Option(
            names = "--workers",
            defaultValue = "2",
            paramLabel = "<count>",
            description = "How many threads work, each with a connection of its own; ${DEFAULT-VALUE} unless set.")
    private int workers;

    @Option(names = "--rows-per-second", paramLabel = "<rate>", description = "How many rows to look at, at most.")
    private @Nullable Double rows;

    @Option(
            names = "--key-calls-per-second",
            paramLabel = "<rate>",
            description = "How many keys to have wrapped, unwrapped and rewrapped by key services, at most.")
    private @Nullable Double keyCalls;

    int workers() {
        if (workers < 1) {
            throw CliException.usage("--workers is 1 or more.");
        }
        return workers;
    }

    void apply(RotationJob.Builder job) {
        job.workers(workers);
        if (rows != null) {
            job.rowsPerSecond(rows);
        }
        if (keyCalls != null) {
            job.keyCallsPerSecond(keyCalls);
        }
    }
}
