package dev.envelope.cli.files;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What is read into memory as a whole, and so must not be large: the text form is one string. */
final class Small {

    static final int LIMIT = 16 << 20;

    private Small() {}

    static byte[] read(InputStream stream, String what) throws IOException {
        byte[] bytes = stream.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            Arrays.fill(bytes, (byte) 0);
            throw new CliException(
                    "too-large-for-text",
                    ExitCode.REFUSED,
                    what + " is larger than " + new Size(LIMIT)
                            + ", which is too much for the text form: use the binary one.");
        }
        return bytes;
    }
}
