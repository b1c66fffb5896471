package dev.envelope.cli.inspect;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what an envelope says of itself. Needs no key and asks no one. */
@Command(
        name = "inspect",
        description = {
            "Shows what an envelope says of itself: which keys can open it, and how long it is.",
            "Needs no key and asks no one, and so proves nothing."
        },
        mixinStandardHelpOptions = true)
public final class InspectCommand implements Operation {

    private static final String STANDARD_INPUT = "-";
    private static final String FILE = "@";

    private final Shell shell;

    @Parameters(
            paramLabel = "<envelope>",
            description = {
                "An envelope in text form,",
                "or @ and the name of a file that holds one in text or binary form,",
                "or - for one in text or binary form on standard input."
            })
    private String envelope = STANDARD_INPUT;

    /**
     * Makes the command.
     *
     * @param shell where it reads
     */
    public InspectCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Result run() throws IOException {
        Inspected inspected = inspected();
        return Result.shown(inspected.json(), inspected.toString());
    }

    private Inspected inspected() throws IOException {
        if (envelope.equals(STANDARD_INPUT)) {
            return Inspected.of(Sample.ofStream(shell.in()));
        }
        return envelope.startsWith(FILE) ? ofFile(envelope.substring(FILE.length())) : Inspected.ofText(envelope);
    }

    private static Inspected ofFile(String name) throws IOException {
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw CliException.usage("What stands behind @ is not the name of a file.");
        }
        if (Files.isDirectory(file)) {
            throw CliException.usage(name + " is a folder.");
        }
        if (Files.isRegularFile(file)) {
            return Inspected.of(Sample.ofFile(file));
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Inspected.of(Sample.ofStream(stream));
        }
    }
}
