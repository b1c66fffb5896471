package dev.envelope.cli.files;

import dev.envelope.EncryptionContext;
import dev.envelope.cli.shell.CliException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what a record is. One of them is required, so that no record is bound to nothing by an oversight. */
final class ContextOptions {

    @Option(
            names = "--context",
            paramLabel = "<key=value>",
            description = {
                "A pair of the encryption context; may be repeated.",
                "The same pairs, in any order, have to be given to decrypt."
            })
    private List<String> pairs = List.of();

    @Option(names = "--no-context", description = "The record is bound to nothing.")
    private boolean none;

    EncryptionContext context() {
        if (none == !pairs.isEmpty()) {
            throw CliException.usage("Say what the record is by --context key=value, or that it is bound to nothing by"
                    + " --no-context: one of both.");
        }
        EncryptionContext context = EncryptionContext.none();
        for (String pair : pairs) {
            int end = pair.indexOf('=');
            if (end <= 0) {
                throw CliException.usage("--context is given as key=value, the key not empty.");
            }
            context = context.with(pair.substring(0, end), pair.substring(end + 1));
        }
        return context;
    }
}
