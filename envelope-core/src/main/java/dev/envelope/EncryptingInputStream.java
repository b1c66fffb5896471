package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ContentKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads a message from a source and hands out its envelope, in constant memory: for clients that pull what they upload.
 *
 * <p>If the source fails, so does this stream, now and whenever it is read again; it never ends as if the message were
 * complete. Not safe for use by several threads.
 */
public final class EncryptingInputStream extends InputStream {

    private final KeyBlock keyBlock;
    private final ContentKey key;
    private final NestedEnvelopeGuard guard;
    private final InputStream source;
    private final byte[] message = new byte[ChunkLayout.CHUNK_LENGTH];
    private byte[] output;
    private int position;
    private int limit;
    private long nextChunk;
    private boolean lastChunkSealed;
    private boolean closed;
    private boolean failed;

    EncryptingInputStream(RecordKeys.NewContent content, byte[] head, NestedEnvelopeGuard guard, InputStream source) {
        this.keyBlock = content.keyBlock();
        this.key = content.key();
        this.guard = guard;
        this.source = source;
        this.output = head;
        this.limit = head.length;
    }

    /**
     * Returns the key block: the beginning of what is read, or what is kept apart where this stream came from
     * {@link DetachedCipher}.
     *
     * @return the key block
     */
    public KeyBlock keyBlock() {
        return keyBlock;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Reads bytes of the envelope.
     *
     * @throws AlreadyAnEnvelopeException if the first 16 KiB of the message begin as an envelope does
     * @throws IOException from the source, or if this stream was closed or failed before
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireUsable();
        if (length == 0) {
            return 0;
        }
        if (position == limit) {
            if (lastChunkSealed) {
                return -1;
            }
            sealNextChunk();
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(output, position, into, offset, count);
        position += count;
        return count;
    }

    /** Returns how many bytes of the envelope are ready. */
    @Override
    public int available() throws IOException {
        requireUsable();
        return limit - position;
    }

    /** Wipes the key and what was read, and closes the source. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            wipe();
            source.close();
        }
    }

    private void sealNextChunk() throws IOException {
        boolean sealed = false;
        try {
            int length = source.readNBytes(message, 0, message.length);
            if (nextChunk == 0) {
                guard.checkBeginning(message, length);
                output = new byte[ChunkLayout.SEALED_CHUNK_LENGTH];
            }
            key.seal(nextChunk, message, 0, length, output, 0);
            nextChunk++;
            position = 0;
            limit = length + ChunkLayout.TAG_LENGTH;
            lastChunkSealed = length < message.length;
            sealed = true;
        } finally {
            if (!sealed) {
                failed = true;
                wipe();
            }
        }
    }

    private void wipe() {
        key.close();
        Arrays.fill(message, (byte) 0);
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("This stream was closed");
        }
        if (failed) {
            throw new IOException("This stream failed before, and the envelope is incomplete");
        }
    }
}
