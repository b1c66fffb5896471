package dev.envelope.benchmarks.startup;

import dev.envelope.benchmarks.figures.ChildJvm;
import dev.envelope.benchmarks.figures.Turn;
import java.io.IOException;

/** A process from its start to its end, as seen from outside. Tells milliseconds. */
record ProcessTurn(ChildJvm process) implements Turn {

    /** Only that its files are in memory: each process is a cold one. */
    @Override
    public void warmUp() throws IOException, InterruptedException {
        process.run();
    }

    @Override
    public double take() throws IOException, InterruptedException {
        return process.run() / 1e6;
    }
}
