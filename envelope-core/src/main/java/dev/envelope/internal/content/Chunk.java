package dev.envelope.internal.content;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a {@link ChunkRun}, from when its input is collected to when its output is used, and its buffers, which
 * serve one chunk after another. What becomes of it belongs to the thread that works on its group, until the group is
 * done.
 */
public final class Chunk {

    private final byte[] input;
    private final byte[] output;
    private long index;
    private byte[] from;
    private int fromOffset;
    private int inputLength;
    private int outputLength;
    private @Nullable ChunkGroup group;
    private @Nullable Throwable failure;

    Chunk(ChunkWork work) {
        this.input = new byte[work.inputLength()];
        this.output = new byte[work.outputLength()];
        this.from = input;
    }

    /**
     * Returns what came of the chunk, in an array that is used again when the run's next chunk is asked for.
     *
     * @return an array whose first {@link #outputLength()} bytes count
     */
    public byte[] output() {
        return output;
    }

    /**
     * Returns how many bytes came of the chunk.
     *
     * @return a number of bytes
     */
    public int outputLength() {
        return outputLength;
    }

    byte[] input() {
        return input;
    }

    void collected(long number, byte[] source, int offset, int length) {
        index = number;
        from = source;
        fromOffset = offset;
        inputLength = length;
        group = null;
        failure = null;
    }

    void joined(ChunkGroup joined) {
        group = joined;
    }

    boolean isInGroup() {
        return group != null;
    }

    boolean isDone() {
        return group != null && group.isDone();
    }

    /** Works on the chunk's group in this thread, unless a thread has begun to. */
    void begin() {
        if (group != null) {
            group.run();
        }
    }

    /** Waits until the chunk's group is done. */
    void await() {
        requireNonNull(group).await();
    }

    /** Throws nothing: whoever asks for this chunk is to learn of it, after having had those before it. */
    void work(ChunkWork work, ContentKey key) {
        try {
            outputLength = work.run(key, index, from, fromOffset, inputLength, output);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            from = input;
        }
    }

    /** Throws what the work on it has thrown. */
    void requireSuccess() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    void wipe() {
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }
}
