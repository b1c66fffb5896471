package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.SEALED_CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.TAG_LENGTH;

/** What is done to each chunk of a run. */
enum ChunkWork {
    SEAL(CHUNK_LENGTH, SEALED_CHUNK_LENGTH) {
        @Override
        int run(ContentKey key, long index, byte[] input, int offset, int length, byte[] output) {
            key.sealAhead(index, input, offset, length, output, 0);
            return length + TAG_LENGTH;
        }
    },
    OPEN(SEALED_CHUNK_LENGTH, CHUNK_LENGTH) {
        @Override
        int run(ContentKey key, long index, byte[] input, int offset, int length, byte[] output) {
            key.openAhead(index, input, offset, length, output, 0);
            return length - TAG_LENGTH;
        }
    };

    private final int inputLength;
    private final int outputLength;

    ChunkWork(int inputLength, int outputLength) {
        this.inputLength = inputLength;
        this.outputLength = outputLength;
    }

    /** The most that goes into a chunk, in bytes. */
    int inputLength() {
        return inputLength;
    }

    /** The most that comes of it, in bytes. */
    int outputLength() {
        return outputLength;
    }

    /** Returns how many bytes of the output count. */
    abstract int run(ContentKey key, long index, byte[] input, int offset, int length, byte[] output);
}
