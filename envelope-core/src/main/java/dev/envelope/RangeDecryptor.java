package dev.envelope;

import dev.envelope.format.ByteRange;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.internal.content.ContentRanges;

/**
 * Decrypts parts of one record from parts of its envelope, for sources that can fetch ranges: HTTP, object stores.
 *
 * <pre>{@code
 * try (RangeDecryptor ranges = cipher.ranges(firstBytes, context)) {
 *     ByteRange range = ranges.ciphertextRange(1_000_000, 4096);
 *     byte[] part = ranges.decrypt(1_000_000, 4096, fetch(range));
 * }
 * }</pre>
 *
 * <p>Each part is authenticated as a part of this record at this offset. Not safe for use by several threads. Closing
 * wipes the key.
 */
public final class RangeDecryptor implements AutoCloseable {

    private final ContentKey key;
    private final long contentOffset;

    RangeDecryptor(ContentKey key, long contentOffset) {
        this.key = key;
        this.contentOffset = contentOffset;
    }

    /**
     * Returns the bytes to fetch for a range of the message.
     *
     * @param offset where the range begins in the message, in bytes, from 0
     * @param length its length, in bytes, at least 1
     * @return the range in the envelope, or in the content block where that is kept apart; it may reach beyond the end
     */
    public ByteRange ciphertextRange(long offset, int length) {
        ByteRange range = ContentRanges.ciphertextRange(offset, length);
        return new ByteRange(contentOffset + range.offset(), range.length());
    }

    /**
     * Decrypts a range of the message.
     *
     * @param offset where the range begins in the message, in bytes, from 0
     * @param length its length, in bytes, at least 1
     * @param fetched the bytes of {@link #ciphertextRange} for the same range; fewer only where the envelope ends
     * @return the bytes, fewer than asked for only where the message ends, and that end was authenticated
     * @throws ContentRefusedException if they do not authenticate
     * @throws InvalidEnvelopeException with {@link ErrorCode#TRUNCATED} if they end where no message can
     * @throws IllegalArgumentException if there are more bytes than the range has
     */
    public byte[] decrypt(long offset, int length, byte[] fetched) {
        return ContentRanges.open(key, offset, length, fetched);
    }

    /** Wipes the key. Closing again does nothing. */
    @Override
    public void close() {
        key.close();
    }
}
