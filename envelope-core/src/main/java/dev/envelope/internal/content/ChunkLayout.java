package dev.envelope.internal.content;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.InvalidInputException;

/**
 * Where things stand in a content block: a header of salt and commitment, then chunks of {@value #CHUNK_LENGTH} bytes of
 * plaintext each, the last one always shorter and perhaps empty.
 */
public final class ChunkLayout {

    /** The length of the salt, in bytes. */
    public static final int SALT_LENGTH = 24;

    /** The length of the commitment, in bytes. */
    public static final int COMMITMENT_LENGTH = 32;

    /** The length of the header, in bytes. */
    public static final int HEADER_LENGTH = SALT_LENGTH + COMMITMENT_LENGTH;

    /** The plaintext of every chunk but the last, in bytes. */
    public static final int CHUNK_LENGTH = 16 * 1024;

    /** The length of a chunk's tag, in bytes. */
    public static final int TAG_LENGTH = 16;

    /** The length of every sealed chunk but the last, in bytes. */
    public static final int SEALED_CHUNK_LENGTH = CHUNK_LENGTH + TAG_LENGTH;

    /** The most chunks of a message. */
    public static final long MAX_CHUNKS = 1L << 38;

    /** The longest message, in bytes: its last chunk is one byte short of full. */
    public static final long MAX_MESSAGE_LENGTH = MAX_CHUNKS * CHUNK_LENGTH - 1;

    private ChunkLayout() {}

    /**
     * Returns how long the content block of a message is.
     *
     * @param messageLength the length of the message, in bytes
     * @return the length of the content block, in bytes
     * @throws InvalidInputException if the message is too long
     */
    public static long contentLength(long messageLength) {
        if (messageLength < 0) {
            throw new IllegalArgumentException("A message can't have " + messageLength + " bytes");
        }
        if (messageLength > MAX_MESSAGE_LENGTH) {
            throw tooLarge();
        }
        return HEADER_LENGTH + messageLength + TAG_LENGTH * (messageLength / CHUNK_LENGTH + 1);
    }

    /**
     * Returns how long the message of a content block is, if it is authentic.
     *
     * @param contentLength the length of the content block, in bytes
     * @return the length of the message, in bytes
     * @throws InvalidEnvelopeException if no content block has that length
     */
    public static long messageLength(long contentLength) {
        if (contentLength < HEADER_LENGTH) {
            throw truncated("its content block has " + contentLength + " bytes, and the shortest has "
                    + (HEADER_LENGTH + TAG_LENGTH));
        }
        long body = contentLength - HEADER_LENGTH;
        long lastChunk = body % SEALED_CHUNK_LENGTH;
        if (lastChunk < TAG_LENGTH) {
            throw truncated(
                    lastChunk == 0
                            ? "its last chunk is missing"
                            : "its last chunk has " + lastChunk + " bytes, which is not even a tag");
        }
        if (body / SEALED_CHUNK_LENGTH >= MAX_CHUNKS) {
            throw tooLarge();
        }
        return body / SEALED_CHUNK_LENGTH * CHUNK_LENGTH + lastChunk - TAG_LENGTH;
    }

    /**
     * Requires that a header is whole.
     *
     * @param header the beginning of a content block, as much as there is of it
     * @throws InvalidEnvelopeException if it is shorter than a header
     */
    public static void requireHeader(byte[] header) {
        if (header.length < HEADER_LENGTH) {
            throw truncated("salt and commitment of its content block are cut off");
        }
    }

    /**
     * Returns where a chunk begins in the content block.
     *
     * @param index the number of the chunk, from 0
     * @return its offset, in bytes
     */
    public static long chunkOffset(long index) {
        return HEADER_LENGTH + index * SEALED_CHUNK_LENGTH;
    }

    static InvalidEnvelopeException truncated(String how) {
        return new InvalidEnvelopeException(
                ErrorCode.TRUNCATED,
                "The envelope ends too early: " + how + ". Part of it was lost when it was stored or transferred.");
    }

    static InvalidInputException tooLarge() {
        return new InvalidInputException(
                ErrorCode.TOO_LARGE, "A message has at most 4 PiB - 1 byte, and this one has more.");
    }
}
