package dev.envelope.format;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.internal.content.ChunkLayout;
import java.util.List;

/**
 * What can be said of an envelope without any key. None of it is authenticated.
 *
 * @param formatVersion the version of the format
 * @param keys the wrapped data keys, the primary first
 * @param keyBlockLength the length of the key block, in bytes
 * @param contentLength the length of the content block, in bytes
 * @param messageLength the length of the message, in bytes, if the envelope is authentic
 */
public record EnvelopeInspection(
        int formatVersion, List<WrappedKey> keys, int keyBlockLength, long contentLength, long messageLength) {

    /**
     * Copies the list.
     *
     * @param formatVersion the version of the format
     * @param keys the wrapped data keys, the primary first
     * @param keyBlockLength the length of the key block, in bytes
     * @param contentLength the length of the content block, in bytes
     * @param messageLength the length of the message, in bytes, if the envelope is authentic
     */
    public EnvelopeInspection {
        keys = List.copyOf(keys);
    }

    /**
     * What can be said of an envelope whose content is not at hand, or too large to be: by its key block and a length.
     *
     * @param keyBlock the key block
     * @param contentLength the length of the content block, in bytes
     * @return version, names and sizes
     * @throws InvalidEnvelopeException with {@link ErrorCode#TRUNCATED} if no content block has that length
     */
    public static EnvelopeInspection of(KeyBlock keyBlock, long contentLength) {
        return new EnvelopeInspection(
                KeyBlock.VERSION,
                keyBlock.keys(),
                keyBlock.length(),
                contentLength,
                ChunkLayout.messageLength(contentLength));
    }

    /** Returns the same as a table of a few lines. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        line(table, "format version", Integer.toString(formatVersion));
        for (int i = 0; i < keys.size(); i++) {
            WrappedKey key = keys.get(i);
            line(
                    table,
                    i == 0 ? "primary key" : "extra key " + i,
                    key.kekName() + (key.kekVersion().isEmpty() ? " (no version)" : " version " + key.kekVersion())
                            + ", wrapped in " + key.size().wrappedLength() + " bytes");
        }
        line(table, "key block", keyBlockLength + " bytes");
        line(table, "content block", contentLength + " bytes");
        line(table, "message", messageLength + " bytes, if authentic");
        return table.toString();
    }

    private static void line(StringBuilder table, String what, String value) {
        table.append(String.format("%-16s%s%n", what, value));
    }
}
