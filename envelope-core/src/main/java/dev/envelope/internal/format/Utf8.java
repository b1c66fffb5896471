package dev.envelope.internal.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 without the JDK's silent replacement of what has no UTF-8 form: nothing may be lost or made equal. */
public final class Utf8 {

    private static final int MAX_BYTES_PER_CHAR = 3;

    private Utf8() {}

    /**
     * Encodes a text.
     *
     * @param text the text
     * @return its bytes, in a new array; no copy is left behind
     * @throws CharacterCodingException if it has a lone surrogate
     */
    public static byte[] encode(CharSequence text) throws CharacterCodingException {
        // Large enough from the start: an encoder that lets its buffer grow leaves copies behind.
        ByteBuffer buffer = ByteBuffer.allocate(ArraySize.of(MAX_BYTES_PER_CHAR * (long) text.length()));
        try {
            CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), buffer, true);
            if (result.isError()) {
                result.throwException();
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } finally {
            Arrays.fill(buffer.array(), (byte) 0);
        }
    }

    /**
     * Decodes a text.
     *
     * @param bytes its bytes
     * @return the text
     * @throws CharacterCodingException if they are not UTF-8
     */
    @SuppressWarnings("ByteBufferBackingArray") // the decoder has just allocated it
    public static String decode(byte[] bytes) throws CharacterCodingException {
        CharBuffer buffer = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        String text = buffer.toString();
        Arrays.fill(buffer.array(), '\0');
        return text;
    }
}
