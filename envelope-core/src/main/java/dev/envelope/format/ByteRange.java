package dev.envelope.format;

/**
 * A range of bytes.
 *
 * @param offset where it begins, in bytes
 * @param length its length, in bytes
 */
public record ByteRange(long offset, long length) {

    /**
     * Checks that neither is negative and their sum is no overflow.
     *
     * @param offset where it begins, in bytes
     * @param length its length, in bytes
     */
    public ByteRange {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("No range has " + length + " bytes at " + offset);
        }
    }

    /**
     * Returns the header value that asks an HTTP server or an object store for these bytes (RFC 9110, section 14.2).
     *
     * @return such as {@code bytes=56-16455}
     * @throws IllegalStateException if the range is empty, which HTTP can't express
     */
    public String toHttpRange() {
        if (length == 0) {
            throw new IllegalStateException("HTTP can't ask for an empty range");
        }
        return "bytes=" + offset + "-" + (offset + length - 1);
    }
}
