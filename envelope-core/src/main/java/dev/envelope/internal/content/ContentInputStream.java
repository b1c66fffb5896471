package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.TAG_LENGTH;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts or decrypts the chunks of a content block as they are read. Nothing of a chunk is handed out before the
 * chunk is done, which means authenticated where it is decrypted, and the end is reported only after the last chunk is.
 * Once it has failed, it fails again each time it is read.
 *
 * <p>Where several threads work on it, it reads ahead of what it hands out, but fails where it would fail without them:
 * what its source or a chunk fails with comes after everything before it.
 */
public final class ContentInputStream extends InputStream {

    /** What a chunk has to be before it is worked on. */
    @FunctionalInterface
    public interface Check {
        /**
         * Throws if the chunk is not to be worked on.
         *
         * @param index the number of the chunk, from 0
         * @param chunk holds it at its beginning
         * @param length its length; less than the array's means that the source has ended
         */
        void require(long index, byte[] chunk, int length);
    }

    private final ChunkRun run;
    private final InputStream source;
    private final Check check;
    private byte[] output;
    private int position;
    private int limit;
    private boolean sourceEnded;
    private @Nullable Throwable sourceFailure;
    private boolean closed;
    private @Nullable Throwable failure;

    private ContentInputStream(ChunkRun run, InputStream source, Check check, byte[] head) {
        this.run = run;
        this.source = source;
        this.check = check;
        this.output = head;
        this.limit = head.length;
    }

    /**
     * A decrypting stream.
     *
     * @param key the key for this content; closed with this stream
     * @param source the content block from its first chunk on; closed with this stream
     * @param threads how many threads work on it, the caller's among them
     * @return the stream
     */
    public static ContentInputStream opening(ContentKey key, InputStream source, int threads) {
        return new ContentInputStream(
                ChunkRun.opening(key, threads), source, (index, chunk, length) -> requireTag(length), new byte[0]);
    }

    /**
     * An encrypting stream.
     *
     * @param key the key for new content; closed with this stream
     * @param head what to hand out before the first chunk
     * @param source the message; closed with this stream
     * @param check what each chunk of the message has to be
     * @param threads how many threads work on it, the caller's among them
     * @return the stream
     */
    public static ContentInputStream sealing(
            ContentKey key, byte[] head, InputStream source, Check check, int threads) {
        return new ContentInputStream(ChunkRun.sealing(key, threads), source, check, head);
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
        if (position == limit && !takeNextChunk()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(output, position, into, offset, count);
        position += count;
        return count;
    }

    /** Writes all that is left, chunk by chunk and without a copy in between. */
    @Override
    public long transferTo(OutputStream sink) throws IOException {
        Objects.requireNonNull(sink, "sink");
        requireUsable();
        long count = 0;
        while (position < limit || takeNextChunk()) {
            int part = limit - position;
            sink.write(output, position, part);
            position = limit;
            count += part;
        }
        return count;
    }

    /** Returns how many bytes of the current chunk are left. */
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
            try (source) {
                run.close();
            }
        }
    }

    private boolean takeNextChunk() throws IOException {
        position = 0;
        limit = 0;
        try {
            readAhead();
            if (run.isEmpty()) {
                if (sourceFailure != null) {
                    throwAgain(sourceFailure);
                }
                return false;
            }
            Chunk chunk = run.take();
            output = chunk.output();
            limit = chunk.outputLength();
            return limit > 0;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            run.close();
            throw e;
        }
    }

    private void readAhead() {
        while (!sourceEnded && run.hasRoom()) {
            try {
                // Reads on until the chunk is full or the source ends: what follows the last chunk becomes part of it,
                // and
                // fails its tag.
                byte[] chunk = run.input();
                int length = source.readNBytes(chunk, 0, chunk.length);
                check.require(run.nextIndex(), chunk, length);
                run.add(length);
                sourceEnded = length < chunk.length;
            } catch (IOException | RuntimeException | Error e) {
                sourceFailure = e;
                sourceEnded = true;
            }
        }
    }

    private static void requireTag(int length) {
        if (length < TAG_LENGTH) {
            throw ChunkLayout.truncated(
                    length == 0
                            ? "its last chunk is missing"
                            : "its last chunk has " + length + " bytes, which is not even a tag");
        }
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

    private static void throwAgain(Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) failure;
    }
}
