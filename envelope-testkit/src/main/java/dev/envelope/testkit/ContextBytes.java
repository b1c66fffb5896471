package dev.envelope.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An encryption context as the bytes that the service authenticates: sorted by key, every text preceded by its length,
 * so that two contexts have the same bytes only if they have the same pairs.
 */
final class ContextBytes {

    /** The most bytes that the keys and values of a context may have together, as in AWS KMS. */
    static final int MAX_BYTES = 8192;

    private ContextBytes() {}

    static byte[] of(Map<String, String> context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int length = 0;
        for (Map.Entry<String, String> pair : new TreeMap<>(context).entrySet()) {
            length += append(bytes, pair.getKey()) + append(bytes, pair.getValue());
        }
        if (length > MAX_BYTES) {
            throw new KmsException(
                    KmsErrorCode.LIMIT_EXCEEDED,
                    "an encryption context of " + length + " bytes, and at most " + MAX_BYTES + " are allowed");
        }
        return bytes.toByteArray();
    }

    private static int append(ByteArrayOutputStream bytes, String text) {
        try {
            // Not String.getBytes: it makes a question mark of what has no UTF-8 form, and two contexts equal.
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            int length = utf8.remaining();
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            bytes.write(utf8.array(), utf8.arrayOffset(), length);
            return length;
        } catch (CharacterCodingException e) {
            throw new KmsException(KmsErrorCode.INVALID_REQUEST, "the encryption context holds a lone surrogate", e);
        }
    }
}
