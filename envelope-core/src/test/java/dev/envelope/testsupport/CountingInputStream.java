package dev.envelope.testsupport;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/** Counts what is read of it, and how often it is closed. */
public final class CountingInputStream extends FilterInputStream {

    private int count;
    private int closed;

    public CountingInputStream(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    public int count() {
        return count;
    }

    public int closed() {
        return closed;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count += next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count += Math.max(0, read);
        return read;
    }

    @Override
    public void close() {
        closed++;
    }
}
