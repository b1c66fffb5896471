package dev.envelope.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Copies a stream to its end, in constant memory. */
final class Transfer {

    private static final int BUFFER = 1 << 16;

    private Transfer() {}

    static long copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        int count;
        while ((count = from.read(buffer)) >= 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException();
            }
            to.write(buffer, 0, count);
            copied += count;
        }
        return copied;
    }
}
