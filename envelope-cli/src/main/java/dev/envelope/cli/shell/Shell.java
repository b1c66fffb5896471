package dev.envelope.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds the program. The streams stay whose they are.
 *
 * @param in standard input
 * @param out standard output, which throws where it can't be written to
 * @param err standard error
 * @param terminal whether standard error is a terminal
 * @param environment the environment variables
 * @param password asks the user for a password; empty where there is no one to ask
 */
public record Shell(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean terminal,
        Map<String, String> environment,
        Optional<PasswordPrompt> password) {

    /** Asks the user for a password without showing it. */
    @FunctionalInterface
    public interface PasswordPrompt {

        /**
         * Asks.
         *
         * @param question what is asked for
         * @return the answer; empty if there is none
         */
        Optional<char[]> ask(String question);
    }

    /**
     * Prints to standard output.
     *
     * @param text the text, with its line ends
     * @throws IOException if no one reads it
     */
    public void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Returns nothing of what is in it: the environment may hold secrets. */
    @Override
    public String toString() {
        return "Shell";
    }
}
