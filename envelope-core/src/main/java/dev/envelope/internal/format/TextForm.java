package dev.envelope.internal.format;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * {@code env1:<name>:<version>:} and base64url of everything behind the primary's version. Lossless: one text for one
 * envelope, and the other way round.
 */
public final class TextForm {

    /** What every text form begins with. */
    public static final String PREFIX = "env1:";

    private static final byte[] MAGIC = {'E', 'N', 'V'};
    private static final byte VERSION = 1;
    private static final String SCHEME = "env";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private TextForm() {}

    /**
     * Prints the binary form as text.
     *
     * @param bytes an envelope or a key block
     * @return its text form
     * @throws dev.envelope.InvalidInputException if no text is so long
     */
    public static String toText(byte[] bytes) {
        int name = MAGIC.length + 1 + 1;
        int nameLength = bytes[name - 1];
        int version = name + nameLength + 1;
        int versionLength = bytes[version - 1];
        int behindVersion = version + versionLength;
        ArraySize.of(length(bytes.length, nameLength, versionLength));
        ByteBuffer rest = ByteBuffer.wrap(bytes, behindVersion, bytes.length - behindVersion)
                .slice();
        return PREFIX
                + new String(bytes, name, nameLength, StandardCharsets.US_ASCII) + ":"
                + new String(bytes, version, versionLength, StandardCharsets.US_ASCII) + ":"
                + StandardCharsets.ISO_8859_1.decode(ENCODER.encode(rest));
    }

    /**
     * Returns the length of a text form.
     *
     * @param binaryLength the length of the binary form, in bytes
     * @param nameLength the length of the primary's name
     * @param versionLength the length of the primary's version
     * @return the length, in characters
     */
    public static long length(long binaryLength, int nameLength, int versionLength) {
        long rest = binaryLength - headLength(nameLength, versionLength);
        return PREFIX.length() + nameLength + 1 + versionLength + 1 + (rest * 8 + 5) / 6;
    }

    /**
     * Reads the binary form out of a text; what stands behind the primary's version is not looked at.
     *
     * @param text a text form
     * @return the binary form
     * @throws InvalidEnvelopeException if it is no text form
     */
    public static byte[] toBytes(String text) {
        requirePrefix(text);
        int nameEnd = separator(text, PREFIX.length(), Labels.MAX_NAME_LENGTH, "name");
        String name = text.substring(PREFIX.length(), nameEnd);
        if (!Labels.isName(name)) {
            throw malformed("its KEK name is not 1 to " + Labels.MAX_NAME_LENGTH + " characters of a-z 0-9 . / -");
        }
        int versionEnd = separator(text, nameEnd + 1, Labels.MAX_VERSION_LENGTH, "version");
        String version = text.substring(nameEnd + 1, versionEnd);
        if (!Labels.isVersion(version)) {
            throw malformed(
                    "its KEK version is not up to " + Labels.MAX_VERSION_LENGTH + " characters of A-Z a-z 0-9 . -");
        }
        byte[] rest = decoded(text, versionEnd + 1);
        return ByteBuffer.allocate(headLength(name.length(), version.length()) + rest.length)
                .put(MAGIC)
                .put(VERSION)
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put((byte) version.length())
                .put(version.getBytes(StandardCharsets.US_ASCII))
                .put(rest)
                .array();
    }

    private static int headLength(int nameLength, int versionLength) {
        return MAGIC.length + 1 + 1 + nameLength + 1 + versionLength;
    }

    private static void requirePrefix(String text) {
        if (text.startsWith(PREFIX)) {
            return;
        }
        if (!text.isEmpty() && PREFIX.startsWith(text)) {
            throw truncated("in the middle of 'env1:'");
        }
        if (text.startsWith(SCHEME) && EnvelopeBeginning.isAt(text)) {
            throw new InvalidEnvelopeException(
                    ErrorCode.UNSUPPORTED_VERSION,
                    "The envelope has another format version than 1, the one that this release reads. Read it with a"
                            + " newer release.");
        }
        throw new InvalidEnvelopeException(
                ErrorCode.NOT_AN_ENVELOPE,
                "This text is no envelope: it does not begin with 'env1:'. Is it a plaintext, another column, or was its"
                        + " case changed?");
    }

    private static int separator(String text, int from, int mostLength, String what) {
        int end = text.indexOf(':', from);
        if (end == -1) {
            if (text.length() - from <= mostLength && isAscii(text, from)) {
                throw truncated("in the middle of the KEK's " + what);
            }
            throw malformed("its KEK " + what + " has no end");
        }
        return end;
    }

    /** What is not ASCII was no part of an envelope, and would be counted differently in another encoding. */
    private static boolean isAscii(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] decoded(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                throw malformed("its character " + (i + 1) + " is not one of base64url (A-Z a-z 0-9 - _)");
            }
        }
        int length = text.length() - from;
        if (length % 4 == 1) {
            throw truncated("in the middle of a byte of its base64url");
        }
        int unusedBits = length % 4 * 6 % 8;
        if ((ALPHABET.indexOf(text.charAt(text.length() - 1)) & ((1 << unusedBits) - 1)) != 0) {
            throw truncated("in the middle of a byte of its base64url");
        }
        return Base64.getUrlDecoder().decode(text.substring(from));
    }

    private static InvalidEnvelopeException truncated(String where) {
        return new InvalidEnvelopeException(
                ErrorCode.TRUNCATED,
                "The envelope ends too early: " + where + ". Part of it was lost when it was stored or transferred.");
    }

    private static InvalidEnvelopeException malformed(String what) {
        return new InvalidEnvelopeException(
                ErrorCode.MALFORMED, "The text form of the envelope is broken: " + what + ".");
    }
}
