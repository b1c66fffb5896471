package dev.envelope.altered;

import dev.envelope.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What docs/format.md says of any bytes and any text before a key is needed, written a second time: from that page alone. */
public final class ReferenceReader {

    private static final int HEADER = 56;
    private static final int SEALED_CHUNK = 16_400;
    private static final int TAG = 16;
    private static final String PREFIX = "env1:";
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private ReferenceReader() {}

    /** Refused, with the code for it. */
    @SuppressWarnings("serial")
    public static final class Refusal extends Exception {

        public final ErrorCode code;

        Refusal(ErrorCode code) {
            super(code.toString());
            this.code = code;
        }
    }

    /** The parts of an envelope. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Parts(List<WrappedEntry> entries, byte[] content) {

        /** Names what differs from another envelope: entries by their place, and the content. */
        public Set<String> differences(Parts other) {
            Set<String> different = new TreeSet<>();
            for (int i = 0; i < Math.max(entries.size(), other.entries.size()); i++) {
                if (i >= entries.size() || i >= other.entries.size()) {
                    different.add("number of entries");
                    continue;
                }
                WrappedEntry mine = entries.get(i);
                WrappedEntry theirs = other.entries.get(i);
                String place = i == 0 ? " of the primary" : " of extra " + i;
                if (!mine.name().equals(theirs.name())) {
                    different.add("name" + place);
                }
                if (!mine.version().equals(theirs.version())) {
                    different.add("version" + place);
                }
                if (!Arrays.equals(mine.wrapped(), theirs.wrapped())) {
                    different.add("wrapped key" + place);
                }
            }
            if (!Arrays.equals(content, other.content)) {
                different.add("content");
            }
            return different;
        }

        /** R4.1. */
        public void requireHeader() throws Refusal {
            require(content.length >= HEADER, ErrorCode.TRUNCATED);
        }

        /** R4.2. */
        public void requireLastChunk() throws Refusal {
            require((content.length - HEADER) % SEALED_CHUNK >= TAG, ErrorCode.TRUNCATED);
        }

        public boolean hasHeaderOf(Parts other) {
            return Arrays.equals(content, 0, HEADER, other.content, 0, HEADER);
        }
    }

    /** Section 3. */
    public static Parts parts(byte[] envelope) throws Refusal {
        ByteBuffer bytes = ByteBuffer.wrap(envelope);
        byte[] magic = {'E', 'N', 'V'};
        for (int i = 0; i < magic.length; i++) {
            require(bytes.hasRemaining(), i == 0 ? ErrorCode.NOT_AN_ENVELOPE : ErrorCode.TRUNCATED);
            require(bytes.get() == magic[i], ErrorCode.NOT_AN_ENVELOPE);
        }
        require(u8(bytes) == 1, ErrorCode.UNSUPPORTED_VERSION);
        List<WrappedEntry> entries = new ArrayList<>();
        entry(bytes, entries);
        int extras = u8(bytes);
        require(extras <= 7, ErrorCode.MALFORMED);
        for (int i = 0; i < extras; i++) {
            entry(bytes, entries);
        }
        return new Parts(entries, take(bytes, bytes.remaining()));
    }

    private static void entry(ByteBuffer bytes, List<WrappedEntry> entries) throws Refusal {
        int nameLength = u8(bytes);
        require(nameLength >= 1 && nameLength <= 64, ErrorCode.MALFORMED);
        String name = latin1(take(bytes, nameLength));
        require(name.matches("[a-z0-9./-]+"), ErrorCode.MALFORMED);
        require(entries.stream().noneMatch(before -> before.name().equals(name)), ErrorCode.MALFORMED);
        int versionLength = u8(bytes);
        require(versionLength <= 64, ErrorCode.MALFORMED);
        String version = latin1(take(bytes, versionLength));
        require(version.matches("[A-Za-z0-9.-]*"), ErrorCode.MALFORMED);
        int wrappedLength = u8(bytes) << 8 | u8(bytes);
        require(wrappedLength >= 1 && wrappedLength <= 8192, ErrorCode.MALFORMED);
        entries.add(new WrappedEntry(name, version, take(bytes, wrappedLength)));
    }

    /** Section 6. */
    public static Parts parts(String text) throws Refusal {
        if (!text.startsWith(PREFIX)) {
            require(text.isEmpty() || !PREFIX.startsWith(text), ErrorCode.TRUNCATED);
            require(!text.matches("(?s)env[0-9]+:.*"), ErrorCode.UNSUPPORTED_VERSION);
            throw new Refusal(ErrorCode.NOT_AN_ENVELOPE);
        }
        String name = upToColon(text, PREFIX.length());
        require(name.matches("[a-z0-9./-]{1,64}"), ErrorCode.MALFORMED);
        int behindName = PREFIX.length() + name.length() + 1;
        String version = upToColon(text, behindName);
        require(version.matches("[A-Za-z0-9.-]{0,64}"), ErrorCode.MALFORMED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {'E', 'N', 'V', 1, (byte) name.length()});
        bytes.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(version.length());
        bytes.writeBytes(version.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(decoded(text.substring(behindName + version.length() + 1)));
        return parts(bytes.toByteArray());
    }

    private static String upToColon(String text, int from) throws Refusal {
        int colon = text.indexOf(':', from);
        if (colon < 0) {
            boolean shortAndAscii = text.substring(from).matches("\\p{ASCII}{0,64}");
            throw new Refusal(shortAndAscii ? ErrorCode.TRUNCATED : ErrorCode.MALFORMED);
        }
        return text.substring(from, colon);
    }

    private static byte[] decoded(String base64url) throws Refusal {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = 0; i < base64url.length(); i++) {
            int digit = BASE64URL.indexOf(base64url.charAt(i));
            require(digit >= 0, ErrorCode.MALFORMED);
            bits = (bits << 6 | digit) & 0x3fff;
            held += 6;
            if (held >= 8) {
                held -= 8;
                bytes.write(bits >> held);
            }
        }
        require(base64url.length() % 4 != 1, ErrorCode.TRUNCATED);
        require((bits & ((1 << held) - 1)) == 0, ErrorCode.TRUNCATED);
        return bytes.toByteArray();
    }

    private static int u8(ByteBuffer bytes) throws Refusal {
        return take(bytes, 1)[0] & 0xff;
    }

    private static byte[] take(ByteBuffer bytes, int length) throws Refusal {
        require(bytes.remaining() >= length, ErrorCode.TRUNCATED);
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void require(boolean allowed, ErrorCode otherwise) throws Refusal {
        if (!allowed) {
            throw new Refusal(otherwise);
        }
    }
}
