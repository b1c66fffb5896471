package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.SEALED_CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.TAG_LENGTH;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts the chunks of a content block as they are read. Nothing of a chunk is handed out before the chunk is
 * authenticated, and the end is reported only after the last chunk is. Once it has failed, it fails again each time it is
 * read.
 */
public final class ContentInputStream extends InputStream {

    private final ContentKey key;
    private final InputStream source;
    private final byte[] sealed = new byte[SEALED_CHUNK_LENGTH];
    private final byte[] opened = new byte[CHUNK_LENGTH];
    private int position;
    private int limit;
    private long nextChunk;
    private boolean lastChunkOpened;
    private boolean closed;
    private @Nullable Exception failure;

    /**
     * A decrypting stream.
     *
     * @param key the key for this content; closed with this stream
     * @param source the content block from its first chunk on; closed with this stream
     */
    public ContentInputStream(ContentKey key, InputStream source) {
        this.key = key;
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireUsable();
        if (length == 0) {
            return 0;
        }
        if (position == limit && !openNextChunk()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(opened, position, into, offset, count);
        position += count;
        return count;
    }

    /** Returns how many bytes of the current chunk are left. */
    @Override
    public int available() throws IOException {
        requireUsable();
        return limit - position;
    }

    /** Wipes what was decrypted and the key, and closes the source. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            wipe();
            source.close();
        }
    }

    private boolean openNextChunk() throws IOException {
        if (lastChunkOpened) {
            return false;
        }
        try {
            // Reads on until the chunk is full or the source ends: what follows the last chunk becomes part of it, and
            // fails its tag.
            int length = source.readNBytes(sealed, 0, SEALED_CHUNK_LENGTH);
            if (length < TAG_LENGTH) {
                throw ChunkLayout.truncated(
                        length == 0
                                ? "its last chunk is missing"
                                : "its last chunk has " + length + " bytes, which is not even a tag");
            }
            key.open(nextChunk, sealed, 0, length, opened, 0);
            nextChunk++;
            position = 0;
            limit = length - TAG_LENGTH;
            lastChunkOpened = length < SEALED_CHUNK_LENGTH;
            return limit > 0;
        } catch (IOException | RuntimeException e) {
            failure = e;
            position = 0;
            limit = 0;
            wipe();
            throw e;
        }
    }

    private void wipe() {
        key.close();
        Arrays.fill(opened, (byte) 0);
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("This stream was closed");
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException("This stream failed before, and what was left of it is lost", failure);
        }
    }
}
