package dev.envelope.internal.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 without the JDK's silent replacement of what has no UTF-8 form: nothing may be lost or made equal. */
public final class Utf8 {

    private Utf8() {}

    /**
     * Encodes a text.
     *
     * @param text the text
     * @return its bytes, in a new array; no copy is left behind
     * @throws CharacterCodingException if it has a lone surrogate
     */
    @SuppressWarnings("ByteBufferBackingArray") // the encoder has just allocated it
    public static byte[] encode(CharSequence text) throws CharacterCodingException {
        ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        Arrays.fill(buffer.array(), (byte) 0);
        return bytes;
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
