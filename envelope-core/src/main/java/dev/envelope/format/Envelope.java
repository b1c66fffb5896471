package dev.envelope.format;

import static java.util.Objects.requireNonNull;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.InvalidInputException;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ContentRanges;
import dev.envelope.internal.format.ArraySize;
import dev.envelope.internal.format.ColumnWidth;
import dev.envelope.internal.format.TextForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An envelope as a value: a key block and a content block. Parsing one needs no key and proves nothing: only decrypting
 * authenticates it.
 *
 * <pre>{@code
 * Envelope envelope = Envelope.parse(row.getString("pan"));
 * envelope.keyBlock().primary().kekVersion();      // "2"
 * System.out.println(envelope.inspect());
 * }</pre>
 *
 * <p>Immutable, safe for use by several threads, compared by value.
 */
public final class Envelope {

    private final KeyBlock keyBlock;
    private final byte[] content;

    private Envelope(KeyBlock keyBlock, byte[] owned) {
        this.keyBlock = keyBlock;
        this.content = owned;
        ChunkLayout.messageLength(owned.length);
    }

    /**
     * Puts a key block and a content block together.
     *
     * @param keyBlock the key block
     * @param content the content block; copied
     * @return the envelope
     * @throws InvalidEnvelopeException with {@link ErrorCode#TRUNCATED} if no content block has that length
     */
    public static Envelope of(KeyBlock keyBlock, byte[] content) {
        return new Envelope(requireNonNull(keyBlock, "keyBlock"), content.clone());
    }

    /**
     * Parses the binary form.
     *
     * @param bytes one whole envelope
     * @return the envelope
     * @throws InvalidEnvelopeException if it is none
     */
    public static Envelope parse(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            KeyBlock keyBlock = KeyBlock.read(buffer);
            return new Envelope(keyBlock, Arrays.copyOfRange(bytes, buffer.position(), bytes.length));
        } catch (InvalidEnvelopeException e) {
            throw ColumnWidth.explain(e, bytes.length);
        }
    }

    /**
     * Parses the text form.
     *
     * @param text one whole envelope, without anything before or behind it
     * @return the envelope
     * @throws InvalidEnvelopeException if it is none
     */
    public static Envelope parse(String text) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(TextForm.toBytes(text));
            KeyBlock keyBlock = KeyBlock.read(buffer);
            return new Envelope(keyBlock, Arrays.copyOfRange(buffer.array(), buffer.position(), buffer.limit()));
        } catch (InvalidEnvelopeException e) {
            throw ColumnWidth.explain(e, text.length());
        }
    }

    /**
     * Tells whether these bytes parse completely as an envelope, in binary or in text form.
     *
     * @param bytes any bytes
     * @return true if they are one whole envelope, authentic or not
     */
    public static boolean isEnvelope(byte[] bytes) {
        try {
            if (startsWith(bytes, KeyBlock.MAGIC)) {
                parse(bytes);
                return true;
            }
            if (startsWith(bytes, TextForm.PREFIX.getBytes(StandardCharsets.US_ASCII))) {
                parse(new String(bytes, StandardCharsets.ISO_8859_1));
                return true;
            }
            return false;
        } catch (InvalidEnvelopeException | InvalidInputException e) {
            return false;
        }
    }

    /**
     * Returns how many bytes more than its message an envelope in binary form takes, exactly.
     *
     * @param messageLength the length of the message, in bytes
     * @param primary the size of the primary's wrapped key
     * @param extras the sizes of further wrapped keys
     * @return the difference, in bytes
     * @throws InvalidInputException if the message is too long
     */
    public static long overhead(long messageLength, WrappedKeySize primary, WrappedKeySize... extras) {
        return KeyBlock.length(all(primary, extras)) + ChunkLayout.contentLength(messageLength) - messageLength;
    }

    /**
     * Returns the length of an envelope in text form, exactly: the width that a column needs.
     *
     * @param messageLength the length of the message, in bytes
     * @param primary the size of the primary's wrapped key
     * @param extras the sizes of further wrapped keys
     * @return the length, in characters, all of them ASCII
     * @throws InvalidInputException if the message is too long
     */
    public static long textLength(long messageLength, WrappedKeySize primary, WrappedKeySize... extras) {
        return TextForm.length(
                messageLength + overhead(messageLength, primary, extras),
                primary.nameLength(),
                primary.versionLength());
    }

    /**
     * Returns the bytes of a content block that hold a range of its message, for a source that can fetch ranges. Whole
     * chunks are needed to authenticate, so the range is wider than what is asked for, and may reach beyond the end.
     *
     * @param offset where the range begins in the message, in bytes, from 0
     * @param length its length, in bytes, at least 1
     * @return the range in the content block; add the key block's length for the place in a whole envelope
     */
    public static ByteRange ciphertextRange(long offset, long length) {
        return ContentRanges.ciphertextRange(offset, length);
    }

    /**
     * Returns the key block.
     *
     * @return the key block
     */
    public KeyBlock keyBlock() {
        return keyBlock;
    }

    /**
     * Returns the content block.
     *
     * @return a new array
     */
    public byte[] content() {
        return content.clone();
    }

    /**
     * Returns this envelope with another key block, and the content unchanged.
     *
     * @param replacement the key block, such as a rewrapped one
     * @return the envelope
     */
    public Envelope withKeyBlock(KeyBlock replacement) {
        return new Envelope(requireNonNull(replacement, "replacement"), content);
    }

    /**
     * Returns what can be said of this envelope without any key.
     *
     * @return version, names and sizes
     */
    public EnvelopeInspection inspect() {
        return EnvelopeInspection.of(keyBlock, content.length);
    }

    /**
     * Returns the binary form.
     *
     * @return a new array
     */
    public byte[] toBytes() {
        byte[] head = keyBlock.toBytes();
        byte[] bytes = Arrays.copyOf(head, ArraySize.of((long) head.length + content.length));
        System.arraycopy(content, 0, bytes, head.length, content.length);
        return bytes;
    }

    /**
     * Returns the text form, one line of ASCII. Compare and index it as bytes, never under a case-insensitive collation.
     *
     * @return such as {@code env1:cards:2:AEkB…}
     */
    public String toText() {
        return TextForm.toText(toBytes());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Envelope envelope
                && keyBlock.equals(envelope.keyBlock)
                && Arrays.equals(content, envelope.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyBlock, Arrays.hashCode(content));
    }

    /** Returns names, versions and lengths. */
    @Override
    public String toString() {
        return "Envelope[" + keyBlock + ", content of " + content.length + " bytes]";
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static List<WrappedKeySize> all(WrappedKeySize primary, WrappedKeySize... extras) {
        List<WrappedKeySize> all = new ArrayList<>();
        all.add(primary);
        all.addAll(List.of(extras));
        return all;
    }
}
