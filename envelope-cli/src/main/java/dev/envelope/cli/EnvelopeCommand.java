package dev.envelope.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, and the options that all its commands have. */
@Command(
        name = "envelope",
        description = "Envelope encryption: look into envelopes, encrypt and decrypt files, rotate tables.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EnvelopeCommand {

    static final String JSON = "--json";
    static final String STACK_TRACE = "--stack-trace";

    @Option(
            names = JSON,
            scope = ScopeType.INHERIT,
            description = "Print the result, or the error, as one JSON document to standard output.")
    private boolean json;

    @Option(names = STACK_TRACE, scope = ScopeType.INHERIT, description = "Show where an error comes from.")
    private boolean stackTrace;

    boolean json() {
        return json;
    }

    boolean stackTrace() {
        return stackTrace;
    }
}
