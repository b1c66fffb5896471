package dev.envelope.testsupport;

import java.io.IOException;
import java.io.InputStream;

/** A source that fails at one place, once, and goes on after that as if nothing had happened. */
public final class FailingInputStream extends InputStream {

    private final byte[] bytes;
    private int position;
    private int failAt;

    public FailingInputStream(byte[] bytes, int failAt) {
        this.bytes = bytes;
        this.failAt = failAt;
    }

    @Override
    public int read() throws IOException {
        if (position == failAt) {
            failAt = -1;
            throw new IOException("connection reset");
        }
        return position == bytes.length ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        // The inherited method would swallow the failure of any byte but the first.
        int count = 0;
        while (count < length) {
            int next = read();
            if (next < 0) {
                break;
            }
            into[offset + count] = (byte) next;
            count++;
        }
        return count == 0 && length > 0 ? -1 : count;
    }
}
