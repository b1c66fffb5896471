package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ContentBlock;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.internal.format.ArraySize;
import dev.envelope.internal.format.ColumnWidth;
import dev.envelope.internal.format.TextForm;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An envelope that was found well-formed, over the caller's array: nothing of it is copied but its key block. */
final class ParsedEnvelope {

    private final byte[] bytes;
    private final int storedLength;
    private final KeyBlock keyBlock;
    private final int contentOffset;

    private ParsedEnvelope(byte[] bytes, int storedLength) {
        this.bytes = bytes;
        this.storedLength = storedLength;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        this.keyBlock = KeyBlock.read(buffer);
        this.contentOffset = buffer.position();
        ChunkLayout.messageLength(contentLength());
    }

    static ParsedEnvelope of(byte[] bytes) {
        try {
            return new ParsedEnvelope(bytes, bytes.length);
        } catch (InvalidEnvelopeException e) {
            throw ColumnWidth.explain(e, bytes.length);
        }
    }

    static ParsedEnvelope of(String text) {
        try {
            return new ParsedEnvelope(TextForm.toBytes(text), text.length());
        } catch (InvalidEnvelopeException e) {
            throw ColumnWidth.explain(e, text.length());
        }
    }

    KeyBlock keyBlock() {
        return keyBlock;
    }

    /** Salt and commitment. */
    byte[] contentHeader() {
        return Arrays.copyOfRange(bytes, contentOffset, contentOffset + ChunkLayout.HEADER_LENGTH);
    }

    byte[] open(ContentKey key) {
        try {
            return ContentBlock.open(key, bytes, contentOffset, contentLength());
        } catch (ContentRefusedException e) {
            throw ColumnWidth.explain(e, storedLength);
        }
    }

    /** The binary form with another key block before the same content. */
    byte[] withKeyBlock(KeyBlock replacement) {
        byte[] head = replacement.toBytes();
        byte[] replaced = Arrays.copyOf(head, ArraySize.of((long) head.length + contentLength()));
        System.arraycopy(bytes, contentOffset, replaced, head.length, contentLength());
        return replaced;
    }

    private int contentLength() {
        return bytes.length - contentOffset;
    }
}
