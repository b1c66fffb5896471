package dev.envelope.cli.files;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.cli.shell.CliException;
import picocli.CommandLine.Option;

/** The options that say where a message or an envelope comes from, and where the other one goes. */
final class FileOptions {

    /** What stands for standard input and output. */
    static final String STANDARD = "-";

    private static final int MOST_THREADS = 256;

    @Option(names = "--in", required = true, paramLabel = "<file>", description = "What to read; - for standard input.")
    private String in = STANDARD;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "<file>",
            description = {
                "What to write; - for standard output. A file appears when it is complete, or not at all.",
                "To standard output goes what is authentic, before it is known whether it is all: discard it if the"
                        + " command fails."
            })
    private String out = STANDARD;

    @Option(names = "--force", description = "Replace the output file where there is one.")
    private boolean force;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "<count>",
            description = "How many threads work on a file in binary form; ${DEFAULT-VALUE} unless set.")
    private int threads;

    @Option(names = "--quiet", description = "Show no progress and say nothing about what was done.")
    private boolean quiet;

    String in() {
        return in;
    }

    String out() {
        return out;
    }

    boolean force() {
        return force;
    }

    /** The cipher that works as the options say. */
    EnvelopeCipher cipher(Keyring keyring) {
        return EnvelopeCipher.using(keyring).withStreamThreads(threads);
    }

    void requireThreads() {
        if (threads < 1 || threads > MOST_THREADS) {
            throw CliException.usage("--threads is 1 to " + MOST_THREADS + ".");
        }
    }

    boolean quiet() {
        return quiet;
    }
}
