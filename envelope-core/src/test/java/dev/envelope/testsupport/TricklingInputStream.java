package dev.envelope.testsupport;

import java.io.InputStream;

/** A source that gives one byte at a time, however many are asked for, as a slow network may. */
public final class TricklingInputStream extends InputStream {

    private final byte[] bytes;
    private int position;

    public TricklingInputStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return position == bytes.length ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int next = read();
        if (next < 0) {
            return -1;
        }
        into[offset] = (byte) next;
        return 1;
    }
}
