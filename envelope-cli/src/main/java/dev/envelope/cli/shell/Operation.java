package dev.envelope.cli.shell;

import java.io.IOException;

/** A command that can be run. What it throws becomes a {@link Failure}. */
@FunctionalInterface
public interface Operation {

    /**
     * Runs the command.
     *
     * @return what it has to say
     * @throws IOException if a file can't be read or written
     */
    Result run() throws IOException;

    /** Is called when the result, or the failure, was printed. */
    default void told() {}

    /**
     * Tells whether data goes to standard output, where then no JSON can go.
     *
     * @return true if it does
     */
    default boolean writesToStandardOutput() {
        return false;
    }
}
