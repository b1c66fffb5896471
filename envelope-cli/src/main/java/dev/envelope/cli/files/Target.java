package dev.envelope.cli.files;

import dev.envelope.cli.shell.Shell;
import java.io.IOException;
import java.io.OutputStream;

/** What a command writes. Closing one that was not completed takes back what can be taken back. */
interface Target extends AutoCloseable {

    /** Where the bytes go; closed with the target. */
    OutputStream stream();

    /** All is written: makes it last. */
    void complete() throws IOException;

    /** What it is called in messages. */
    String name();

    @Override
    void close() throws IOException;

    /** A target by its name on the command line. */
    static Target open(FileOptions options, boolean secret, Shell shell) throws IOException {
        return options.out().equals(FileOptions.STANDARD)
                ? new StandardOutput(shell.out())
                : NewFile.create(Source.path(options.out()), options.force(), secret);
    }
}
