package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds secrets in texts and bytes, in the forms that programs print bytes in: as they are, in hexadecimal digits of either
 * case, in base64 of either alphabet wherever the secret begins in what was encoded, as {@code Arrays.toString} does, and each of
 * these in a string of one or of two bytes per character.
 *
 * <p>Says which secret was found and in which form, never the secret. Not safe for use by several threads.
 */
final class SecretSearch {

    /** No sixteen random bytes are the same by chance. */
    private static final int PIECE = 16;

    private static final int LEAST = Long.BYTES;

    /** Beyond this, a secret is not looked for in full. */
    private static final int LONGEST = 256;

    private static final int FILTER_BITS = 22;
    private static final Map<String, Charset> CHARSETS =
            Map.of("one byte each", ISO_8859_1, "two bytes each", UTF_16BE, "two bytes each, reversed", UTF_16LE);

    private final Map<Long, List<Form>> byBeginning = new HashMap<>();
    private final BitSet filter = new BitSet(1 << FILTER_BITS);

    /** One piece of a secret in one form. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Form(String secret, String form, byte[] bytes) {

        boolean isAt(byte[] searched, int offset) {
            return searched.length - offset >= bytes.length
                    && Arrays.equals(searched, offset, offset + bytes.length, bytes, 0, bytes.length);
        }

        @Override
        public String toString() {
            return secret + " " + form;
        }
    }

    /**
     * Adds a secret, any {@value #PIECE} bytes of which are one too.
     *
     * @param name what it is, for messages
     * @param secret at least {@value #PIECE} bytes
     */
    void add(String name, byte[] secret) {
        if (secret.length < PIECE) {
            throw new IllegalArgumentException("Less than " + PIECE + " bytes may be found by chance: " + name);
        }
        int length = Math.min(secret.length, LONGEST);
        for (int from = 0; from + PIECE <= length; from += PIECE) {
            addForms(name, Arrays.copyOfRange(secret, from, from + PIECE));
        }
        if (length % PIECE != 0) {
            addForms(name, Arrays.copyOfRange(secret, length - PIECE, length));
        }
    }

    /**
     * Adds a secret of which parts are none, such as the id of a key in what it wrapped.
     *
     * @param name what it is, for messages
     * @param secret the secret; less than {@value #LEAST} bytes would be found by chance, and are not looked for
     */
    void addWhole(String name, byte[] secret) {
        if (secret.length >= LEAST) {
            addForms(name, secret);
        }
    }

    /** Adds a text that is a secret: its UTF-8 bytes, and itself in two bytes per character. */
    void add(String name, String secret) {
        add(name, secret.getBytes(UTF_8));
        add(name, secret.getBytes(UTF_16BE));
        add(name, secret.getBytes(UTF_16LE));
    }

    /** What of the secrets is in a text, also with blanks, line ends or colons in between; empty if nothing. */
    Optional<String> findIn(String text) {
        Optional<String> found = findIn(text.getBytes(UTF_8));
        return found.isPresent()
                ? found
                : findIn(text.toLowerCase(Locale.ROOT).replaceAll("[\\s:]", "").getBytes(UTF_8));
    }

    /** What of the secrets is in some bytes; empty if nothing. */
    Optional<String> findIn(byte[] bytes) {
        return findAllIn(bytes).stream().findFirst();
    }

    /** All of the secrets that are in some bytes, each named once for each form. */
    Set<String> findAllIn(byte[] bytes) {
        Set<String> found = new LinkedHashSet<>();
        long window = 0;
        for (int i = 0; i < bytes.length; i++) {
            window = (window << Byte.SIZE) | (bytes[i] & 0xff);
            if (i >= Long.BYTES - 1 && filter.get(filterIndex(window))) {
                for (Form form : byBeginning.getOrDefault(window, List.of())) {
                    if (form.isAt(bytes, i - Long.BYTES + 1)) {
                        found.add(form.toString());
                    }
                }
            }
        }
        return found;
    }

    private void addForms(String name, byte[] piece) {
        addForm(name, "as it is", piece);
        addForm(name, "as HMAC pads it inside", xored(piece, (byte) 0x36));
        addForm(name, "as HMAC pads it outside", xored(piece, (byte) 0x5c));
        addText(name, "in hexadecimal", HexFormat.of().formatHex(piece));
        addText(name, "in hexadecimal", HexFormat.of().withUpperCase().formatHex(piece));
        for (int offset = 0; offset < 3; offset++) {
            addText(name, "in base64", base64(Base64.getEncoder(), piece, offset));
            addText(name, "in base64", base64(Base64.getUrlEncoder(), piece, offset));
        }
        String decimal = Arrays.toString(piece);
        String numbers = decimal.substring(1, decimal.length() - 1);
        addText(name, "in decimal", numbers);
        addText(name, "in decimal", numbers.replace(" ", ""));
    }

    private void addText(String name, String form, String text) {
        CHARSETS.forEach((width, charset) -> addForm(name, form + ", " + width, text.getBytes(charset)));
        // as a text without regard to case is searched
        addForm(name, form + ", in lower case", text.toLowerCase(Locale.ROOT).getBytes(UTF_8));
    }

    private void addForm(String name, String form, byte[] bytes) {
        long beginning = ByteBuffer.wrap(bytes).getLong();
        filter.set(filterIndex(beginning));
        byBeginning.computeIfAbsent(beginning, none -> new ArrayList<>(1)).add(new Form(name, form, bytes));
    }

    /** The characters that depend on the piece alone, whatever stands before and behind it. */
    private static String base64(Base64.Encoder encoder, byte[] piece, int offset) {
        byte[] shifted = new byte[offset + piece.length];
        System.arraycopy(piece, 0, shifted, offset, piece.length);
        return encoder.encodeToString(shifted).substring((8 * offset + 5) / 6, 8 * shifted.length / 6);
    }

    private static byte[] xored(byte[] bytes, byte with) {
        byte[] xored = bytes.clone();
        for (int i = 0; i < xored.length; i++) {
            xored[i] ^= with;
        }
        return xored;
    }

    private static int filterIndex(long window) {
        return (int) ((window * 0x9E37_79B9_7F4A_7C15L) >>> (Long.SIZE - FILTER_BITS));
    }
}
