package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.SEALED_CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.TAG_LENGTH;

import dev.envelope.format.ByteRange;
import java.util.Arrays;

/** Ranges of a message, and of the content block that holds them. */
public final class ContentRanges {

    private ContentRanges() {}

    /**
     * Returns the bytes of the content block that hold a range of the message: the chunks it touches, whole.
     *
     * @param offset where the range begins in the message
     * @param length its length, at least 1
     * @return the range in the content block; it may reach beyond its end
     */
    public static ByteRange ciphertextRange(long offset, long length) {
        if (offset < 0 || length < 1 || offset > ChunkLayout.MAX_MESSAGE_LENGTH - length) {
            throw new IllegalArgumentException("No message has " + length + " bytes at " + offset);
        }
        long first = offset / CHUNK_LENGTH;
        long last = (offset + length - 1) / CHUNK_LENGTH;
        return new ByteRange(ChunkLayout.chunkOffset(first), (last - first + 1) * SEALED_CHUNK_LENGTH);
    }

    /**
     * Decrypts a range of the message.
     *
     * @param key the key for this content
     * @param offset where the range begins in the message
     * @param length its length, at least 1
     * @param sealed the bytes of {@link #ciphertextRange}; shorter only where the content block ends
     * @return the range, shorter than asked for only where the message ends; its end was authenticated then
     */
    public static byte[] open(ContentKey key, long offset, int length, byte[] sealed) {
        ByteRange needed = ciphertextRange(offset, length);
        if (sealed.length > needed.length()) {
            throw new IllegalArgumentException("The range takes " + needed.length()
                    + " bytes of the content block, and " + sealed.length + " were given");
        }
        boolean reachesEnd = sealed.length < needed.length();
        int lastChunk = sealed.length % SEALED_CHUNK_LENGTH;
        if (reachesEnd && lastChunk < TAG_LENGTH) {
            throw ChunkLayout.truncated("its last chunk is missing or cut");
        }
        int chunks = sealed.length / SEALED_CHUNK_LENGTH + (lastChunk == 0 ? 0 : 1);
        byte[] opened = new byte[sealed.length - chunks * TAG_LENGTH];
        try {
            long index = offset / CHUNK_LENGTH;
            for (int chunk = 0; chunk < chunks; chunk++) {
                int from = chunk * SEALED_CHUNK_LENGTH;
                int sealedLength = Math.min(SEALED_CHUNK_LENGTH, sealed.length - from);
                key.open(index + chunk, sealed, from, sealedLength, opened, chunk * CHUNK_LENGTH);
            }
            int skip = (int) (offset % CHUNK_LENGTH);
            int available = Math.max(0, Math.min(length, opened.length - skip));
            return Arrays.copyOfRange(opened, Math.min(skip, opened.length), Math.min(skip, opened.length) + available);
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }
}
