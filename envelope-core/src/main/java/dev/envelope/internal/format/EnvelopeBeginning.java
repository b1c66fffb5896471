package dev.envelope.internal.format;

import java.util.function.IntUnaryOperator;

/**
 * How an envelope begins, whatever its format version: in binary {@code ENV} and a version byte below a space, as text
 * {@code env}, digits and a colon. Plaintext has no reason to begin so.
 */
public final class EnvelopeBeginning {

    private static final String BINARY = "ENV";
    private static final String TEXT = "env";
    /** Above all versions there may be, and below what a word goes on with. */
    private static final int SPACE = 0x20;

    private EnvelopeBeginning() {}

    /**
     * Tells whether a value begins as an envelope does, in binary or in text form.
     *
     * @param value any bytes
     * @return true if it has all of such a beginning, whatever comes behind it
     */
    public static boolean isAt(byte[] value) {
        return isAt(value.length, index -> Byte.toUnsignedInt(value[index]));
    }

    /**
     * Tells whether a value begins as an envelope does, in text form or in what was binary form before it became a string.
     *
     * @param value any text
     * @return true if it has all of such a beginning, whatever comes behind it
     */
    public static boolean isAt(String value) {
        return isAt(value.length(), value::charAt);
    }

    private static boolean isAt(int length, IntUnaryOperator value) {
        return isBinary(length, value) || isText(length, value);
    }

    private static boolean isBinary(int length, IntUnaryOperator value) {
        int version = BINARY.length();
        return length > version && startsWith(BINARY, value, false) && value.applyAsInt(version) < SPACE;
    }

    private static boolean isText(int length, IntUnaryOperator value) {
        int digits = TEXT.length();
        if (length <= digits || !startsWith(TEXT, value, true)) {
            return false;
        }
        int end = digits;
        while (end < length && value.applyAsInt(end) >= '0' && value.applyAsInt(end) <= '9') {
            end++;
        }
        return end > digits && end < length && value.applyAsInt(end) == ':';
    }

    /** A text whose case something has changed is a broken envelope, and no plaintext. */
    private static boolean startsWith(String prefix, IntUnaryOperator value, boolean anyCase) {
        for (int i = 0; i < prefix.length(); i++) {
            int given = value.applyAsInt(i);
            int upper = Character.toUpperCase(prefix.charAt(i));
            if (given != prefix.charAt(i) && !(anyCase && given == upper)) {
                return false;
            }
        }
        return true;
    }
}
