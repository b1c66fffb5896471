package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.CHUNK_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.HEADER_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.SEALED_CHUNK_LENGTH;

import dev.envelope.InvalidInputException;
import dev.envelope.internal.format.ArraySize;
import java.util.Arrays;

/** A content block that is in memory as a whole. */
public final class ContentBlock {

    private ContentBlock() {}

    /**
     * Encrypts a message.
     *
     * @param prefix what to put before the content block: the key block, or nothing
     * @param key the key for new content
     * @param message the message
     * @return prefix and content block in a new array
     * @throws InvalidInputException if no array is large enough
     */
    public static byte[] seal(byte[] prefix, ContentKey key, byte[] message) {
        long length = prefix.length + ChunkLayout.contentLength(message.length);
        byte[] sealed = Arrays.copyOf(prefix, ArraySize.of(length));
        key.writeHeader(sealed, prefix.length);
        int to = prefix.length + HEADER_LENGTH;
        for (int from = 0, index = 0; from <= message.length; from += CHUNK_LENGTH, index++) {
            key.seal(index, message, from, Math.min(CHUNK_LENGTH, message.length - from), sealed, to);
            to += SEALED_CHUNK_LENGTH;
        }
        return sealed;
    }

    /**
     * Decrypts a message, all of it or nothing.
     *
     * @param key the key for this content
     * @param source holds the content block
     * @param offset where the content block begins
     * @param length its length
     * @return the message
     * @throws dev.envelope.InvalidEnvelopeException if no content block has that length
     * @throws dev.envelope.ContentRefusedException if a chunk does not authenticate
     */
    public static byte[] open(ContentKey key, byte[] source, int offset, int length) {
        byte[] message = new byte[(int) ChunkLayout.messageLength(length)];
        boolean opened = false;
        try {
            int from = offset + HEADER_LENGTH;
            int end = offset + length;
            for (int to = 0, index = 0; from < end; to += CHUNK_LENGTH, index++) {
                int sealedLength = Math.min(SEALED_CHUNK_LENGTH, end - from);
                key.open(index, source, from, sealedLength, message, to);
                from += sealedLength;
            }
            opened = true;
            return message;
        } finally {
            if (!opened) {
                Arrays.fill(message, (byte) 0);
            }
        }
    }
}
