package dev.envelope.cli.files;

import java.io.IOException;
import java.io.OutputStream;

/** Standard output: what went there can't be taken back. */
record StandardOutput(OutputStream stream) implements Target {

    @Override
    public void complete() throws IOException {
        stream.flush();
    }

    @Override
    public String name() {
        return "standard output";
    }

    @Override
    public void close() {
        // whose it is closes it
    }
}
