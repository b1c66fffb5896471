package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.Chunk;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ChunkRun;
import java.io.IOException;
import java.io.OutputStream;
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
    private final byte[] head;
    private final NestedEnvelopeGuard guard;
    private final OutputStream sink;
    private final ChunkRun run;
    private int length;
    private State state = State.OPEN;

    EncryptingOutputStream(
            RecordKeys.NewContent content, byte[] head, NestedEnvelopeGuard guard, OutputStream sink, int threads) {
        this.keyBlock = content.keyBlock();
        this.head = head;
        this.guard = guard;
        this.sink = sink;
        this.run = ChunkRun.sealing(content.key(), threads);
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
            if (left >= ChunkLayout.CHUNK_LENGTH && canBorrow()) {
                int chunkOffset = from;
                orFail(() -> addChunk(bytes, chunkOffset, ChunkLayout.CHUNK_LENGTH));
                from += ChunkLayout.CHUNK_LENGTH;
                left -= ChunkLayout.CHUNK_LENGTH;
            } else {
                byte[] chunk = run.input();
                int part = Math.min(left, chunk.length - length);
                System.arraycopy(bytes, from, chunk, length, part);
                length += part;
                from += part;
                left -= part;
                if (length == chunk.length) {
                    orFail(this::addChunk);
                }
            }
        }
    }

    /**
     * Writes all chunks that are full, and flushes the sink. Bytes of a chunk that is not full yet stay here: a chunk is encrypted
     * once.
     */
    @Override
    public void flush() throws IOException {
        requireOpen();
        orFail(this::writeAll);
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
                addChunk();
                writeAll();
            }
        } finally {
            state = State.CLOSED;
            run.close();
        }
    }

    /**
     * Closes the sink and leaves the envelope incomplete, so that it never opens. Does nothing once this stream is closed.
     *
     * @throws IOException from the sink
     */
    public void abort() throws IOException {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            try (sink) {
                run.close();
            }
        }
    }

    /** The first chunk is looked at, so it is collected as all are where there are several threads. */
    private boolean canBorrow() {
        return length == 0 && run.nextIndex() > 0 && run.canBorrow();
    }

    private void addChunk() throws IOException {
        if (run.nextIndex() == 0) {
            guard.checkBeginning(run.input(), length);
            sink.write(head);
        }
        addChunk(run.input(), 0, length);
        length = 0;
    }

    private void addChunk(byte[] source, int offset, int count) throws IOException {
        run.add(source, offset, count);
        while (run.isReady() || !run.hasRoom()) {
            writeNext();
        }
    }

    private void writeAll() throws IOException {
        while (!run.isEmpty()) {
            writeNext();
        }
    }

    private void writeNext() throws IOException {
        Chunk chunk = run.take();
        sink.write(chunk.output(), 0, chunk.outputLength());
    }

    private void orFail(Step step) throws IOException {
        boolean done = false;
        try {
            step.take();
            done = true;
        } finally {
            if (!done) {
                state = State.FAILED;
                run.close();
            }
        }
    }

    private void requireOpen() throws IOException {
        if (state == State.CLOSED) {
            throw new IOException("This stream was closed");
        }
        if (state == State.FAILED) {
            throw new IOException("This stream failed before, and the envelope it wrote is incomplete");
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }
}
