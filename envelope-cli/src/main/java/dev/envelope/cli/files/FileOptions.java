package dev.envelope.cli.files;

import picocli.CommandLine.Option;

/** The options that say where a message or an envelope comes from, and where the other one goes. */
final class FileOptions {

    /** What stands for standard input and output. */
    static final String STANDARD = "-";

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

    boolean quiet() {
        return quiet;
    }
}
