package dev.envelope.examples.secrets;

import java.io.IOException;
import java.io.InputStream;

/** A source that fails at once. */
final class BrokenStream extends InputStream {

    @Override
    public int read() throws IOException {
        throw new IOException("broken");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        throw new IOException("broken");
    }
}
