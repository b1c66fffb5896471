package dev.envelope.cli.inspect;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.format.EnvelopeInspection;
import dev.envelope.format.KeyBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An envelope in text form that is too long to be read as a whole: by its beginning and its length ({@code docs/format.md}, section 6). */
final class LongText {

    private static final String PREFIX = "env1:";
    private static final byte[] MAGIC = {'E', 'N', 'V', 1};

    /** Where the version's colon stands at the latest. */
    private static final int MOST_BEFORE_REST = PREFIX.length() + 64 + 1 + 64 + 1;

    private LongText() {}

    static EnvelopeInspection inspect(String beginning, long length) {
        int nameEnd = beginning.startsWith(PREFIX) ? beginning.indexOf(':', PREFIX.length()) : -1;
        int versionEnd = nameEnd < 0 ? -1 : beginning.indexOf(':', nameEnd + 1);
        if (versionEnd < 0 || versionEnd > MOST_BEFORE_REST) {
            // Something is wrong with it, and the library's own reader says what.
            KeyBlock.parse(beginning.substring(0, 2 * MOST_BEFORE_REST));
            throw broken(ErrorCode.MALFORMED, "its beginning is not that of an envelope");
        }
        String name = beginning.substring(PREFIX.length(), nameEnd);
        String version = beginning.substring(nameEnd + 1, versionEnd);
        byte[] rest = decoded(beginning.substring(versionEnd + 1));
        ByteBuffer head = ByteBuffer.allocate(MAGIC.length + 2 + name.length() + version.length() + rest.length)
                .put(MAGIC)
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) version.length())
                .put(version.getBytes(StandardCharsets.ISO_8859_1))
                .put(rest)
                .flip();
        KeyBlock keyBlock = KeyBlock.read(head);
        long characters = length - versionEnd - 1;
        if (characters % 4 == 1) {
            throw broken(ErrorCode.TRUNCATED, "it ends in the middle of a byte of its base64url");
        }
        long whole = MAGIC.length + 2 + name.length() + version.length() + characters * 3 / 4;
        return EnvelopeInspection.of(keyBlock, whole - keyBlock.length());
    }

    /** Whole groups of four characters decode by themselves. */
    private static byte[] decoded(String rest) {
        try {
            return Base64.getUrlDecoder().decode(rest.substring(0, rest.length() / 4 * 4));
        } catch (IllegalArgumentException e) {
            throw broken(ErrorCode.MALFORMED, "it has characters other than those of base64url");
        }
    }

    private static InvalidEnvelopeException broken(ErrorCode code, String how) {
        return new InvalidEnvelopeException(code, "The text form of the envelope is broken: " + how + ".");
    }
}
