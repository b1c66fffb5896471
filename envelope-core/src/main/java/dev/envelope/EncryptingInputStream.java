package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ContentInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads a message from a source and hands out its envelope, in constant memory: for clients that pull what they upload.
 *
 * <p>If the source fails, so does this stream, now and whenever it is read again; it never ends as if the message were
 * complete. Not safe for use by several threads.
 */
public final class EncryptingInputStream extends InputStream {

    private final KeyBlock keyBlock;
    private final ContentInputStream content;

    EncryptingInputStream(
            RecordKeys.NewContent content, byte[] head, NestedEnvelopeGuard guard, InputStream source, int threads) {
        this.keyBlock = content.keyBlock();
        this.content = ContentInputStream.sealing(
                content.key(),
                head,
                source,
                (index, chunk, length) -> {
                    if (index == 0) {
                        guard.checkBeginning(chunk, length);
                    }
                },
                threads);
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
        return content.read();
    }

    /**
     * Reads bytes of the envelope.
     *
     * @throws AlreadyAnEnvelopeException if the first 16 KiB of the message begin as an envelope does
     * @throws IOException from the source, or if this stream was closed or failed before
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return content.read(into, offset, length);
    }

    /**
     * Writes all that is left of the envelope, chunk by chunk and without a copy in between.
     *
     * @throws AlreadyAnEnvelopeException if the first 16 KiB of the message begin as an envelope does
     * @throws IOException from source or sink, or if this stream was closed or failed before
     */
    @Override
    public long transferTo(OutputStream sink) throws IOException {
        return content.transferTo(sink);
    }

    /** Returns how many bytes of the envelope are ready. */
    @Override
    public int available() throws IOException {
        return content.available();
    }

    /** Wipes the key and what was read, and closes the source. */
    @Override
    public void close() throws IOException {
        content.close();
    }
}
