package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.SEALED_CHUNK_LENGTH;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * Decrypts a content block from any position. Nothing of a chunk is handed out before the chunk is authenticated, and
 * nothing is said about the end or the size before the last chunk is.
 */
public final class ContentChannel implements SeekableByteChannel {

    private static final long NONE = -1;

    private final ContentKey key;
    private final SeekableByteChannel source;
    private final long contentOffset;
    private final long messageLength;
    private final byte[] sealed = new byte[SEALED_CHUNK_LENGTH];
    private final byte[] opened = new byte[CHUNK_LENGTH];
    private long openedChunk = NONE;
    private boolean endAuthenticated;
    private long position;
    private boolean open = true;

    /**
     * A decrypting channel at position 0.
     *
     * @param key the key for this content; closed with this channel
     * @param source holds the content block, which reaches to its end; closed with this channel
     * @param contentOffset where the content block begins
     * @throws dev.envelope.InvalidEnvelopeException if no content block has that length
     */
    public ContentChannel(ContentKey key, SeekableByteChannel source, long contentOffset) throws IOException {
        this.key = key;
        this.source = source;
        this.contentOffset = contentOffset;
        this.messageLength = ChunkLayout.messageLength(source.size() - contentOffset);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        requireOpen();
        if (position >= messageLength) {
            authenticateEnd();
            return -1;
        }
        int count = 0;
        while (into.hasRemaining() && position < messageLength) {
            openChunk(position / CHUNK_LENGTH);
            int from = (int) (position % CHUNK_LENGTH);
            int length = (int) Math.min(into.remaining(), Math.min(CHUNK_LENGTH - from, messageLength - position));
            into.put(opened, from, length);
            position += length;
            count += length;
        }
        return count;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IllegalArgumentException("Negative position " + newPosition);
        }
        requireOpen();
        position = newPosition;
        return this;
    }

    /** Returns the size of the message, once its last chunk was authenticated. */
    @Override
    public long size() throws IOException {
        requireOpen();
        authenticateEnd();
        return messageLength;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Wipes what was decrypted and the key, and closes the source. */
    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            key.close();
            Arrays.fill(opened, (byte) 0);
            source.close();
        }
    }

    private void authenticateEnd() throws IOException {
        if (!endAuthenticated) {
            openChunk(messageLength / CHUNK_LENGTH);
        }
    }

    private void openChunk(long index) throws IOException {
        if (index == openedChunk) {
            return;
        }
        openedChunk = NONE;
        boolean last = index == messageLength / CHUNK_LENGTH;
        int length = last ? (int) (messageLength % CHUNK_LENGTH) + ChunkLayout.TAG_LENGTH : SEALED_CHUNK_LENGTH;
        source.position(contentOffset + ChunkLayout.chunkOffset(index));
        ByteBuffer buffer = ByteBuffer.wrap(sealed, 0, length);
        while (buffer.hasRemaining()) {
            if (source.read(buffer) < 0) {
                throw ChunkLayout.truncated("its source has become shorter since it was opened");
            }
        }
        key.open(index, sealed, 0, length, opened, 0);
        openedChunk = index;
        endAuthenticated |= last;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}
