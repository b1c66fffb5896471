package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ContentKey;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Encrypts what is written to it and writes an envelope to a sink, in constant memory.
 *
 * <p>{@link #close()} completes the envelope. Where the message turns out to be incomplete (its source failed), call
 * {@link #abort()} instead: what was written then never opens, rather than opening as a shorter message.
 *
 * <p>After a failure of the sink nothing more is written, and {@link #close()} does not complete the envelope. Not safe
 * for use by several threads.
 */
public final class EncryptingOutputStream extends OutputStream {

    private enum State {
        OPEN,
        FAILED,
        CLOSED
    }

    private final KeyBlock keyBlock;
    private final ContentKey key;
    private final byte[] head;
    private final NestedEnvelopeGuard guard;
    private final OutputStream sink;
    private final byte[] message = new byte[ChunkLayout.CHUNK_LENGTH];
    private final byte[] sealed = new byte[ChunkLayout.SEALED_CHUNK_LENGTH];
    private int length;
    private long nextChunk;
    private State state = State.OPEN;

    EncryptingOutputStream(RecordKeys.NewContent content, byte[] head, NestedEnvelopeGuard guard, OutputStream sink) {
        this.keyBlock = content.keyBlock();
        this.key = content.key();
        this.head = head;
        this.guard = guard;
        this.sink = sink;
    }

    /**
     * Returns the key block: the beginning of what is written, or what is kept apart where this stream came from
     * {@link DetachedCipher}.
     *
     * @return the key block
     */
    public KeyBlock keyBlock() {
        return keyBlock;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * Encrypts bytes.
     *
     * @throws AlreadyAnEnvelopeException if the first 16 KiB begin as an envelope does
     * @throws IOException from the sink, or if this stream was closed or failed before
     */
    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        requireOpen();
        int from = offset;
        int left = count;
        while (left > 0) {
            int part = Math.min(left, message.length - length);
            System.arraycopy(bytes, from, message, length, part);
            length += part;
            from += part;
            left -= part;
            if (length == message.length) {
                writeChunk();
            }
        }
    }

    /** Flushes the sink. Bytes of a chunk that is not full yet stay here: a chunk is encrypted once. */
    @Override
    public void flush() throws IOException {
        requireOpen();
        sink.flush();
    }

    /**
     * Completes the envelope and closes the sink. After a failure it only closes the sink. Closing again does nothing.
     *
     * @throws AlreadyAnEnvelopeException if the message begins as an envelope does
     * @throws IOException from the sink
     */
    @Override
    public void close() throws IOException {
        if (state == State.CLOSED) {
            return;
        }
        try (sink) {
            if (state == State.OPEN) {
                writeChunk();
            }
        } finally {
            wipe();
            state = State.CLOSED;
        }
    }

    /**
     * Closes the sink and leaves the envelope incomplete, so that it never opens. Does nothing once this stream is closed.
     *
     * @throws IOException from the sink
     */
    public void abort() throws IOException {
        if (state != State.CLOSED) {
            wipe();
            state = State.CLOSED;
            sink.close();
        }
    }

    private void writeChunk() throws IOException {
        boolean written = false;
        try {
            if (nextChunk == 0) {
                guard.checkBeginning(message, length);
                sink.write(head);
            }
            key.seal(nextChunk, message, 0, length, sealed, 0);
            sink.write(sealed, 0, length + ChunkLayout.TAG_LENGTH);
            nextChunk++;
            length = 0;
            written = true;
        } finally {
            if (!written) {
                wipe();
                state = State.FAILED;
            }
        }
    }

    private void wipe() {
        key.close();
        Arrays.fill(message, (byte) 0);
    }

    private void requireOpen() throws IOException {
        if (state == State.CLOSED) {
            throw new IOException("This stream was closed");
        }
        if (state == State.FAILED) {
            throw new IOException("This stream failed before, and the envelope it wrote is incomplete");
        }
    }
}
