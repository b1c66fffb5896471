package dev.envelope.vault;

import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ciphertext of Transit, {@code vault:v3:<base64>}, and its form in an envelope: the version {@code v3} as the label, and as the
 * wrapped bytes a format byte and what the base64 stands for. So the label is the version that the server is asked to open it with,
 * and one that was altered does not open.
 *
 * @param version such as {@code v3}
 * @param bytes what the base64 stands for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Ciphertext(String version, byte[] bytes) {

    private static final byte FORMAT = 0x01;
    private static final Pattern VERSION = Pattern.compile("v[1-9][0-9]{0,8}");
    private static final Pattern TEXT = Pattern.compile("vault:(" + VERSION + "):([A-Za-z0-9+/=]+)");

    /** A key of 32 bytes under RSA with 8192 bits is 1 KiB. */
    private static final int MOST_BYTES = 4096;

    /** Reads what Transit answered; empty if that is none. */
    static Optional<Ciphertext> parse(String text) {
        if (text.length() > 2 * MOST_BYTES) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(matcher.group(2));
            // One text for one ciphertext, as the bytes are what is stored: the decoder puts up with more than that.
            return Optional.of(new Ciphertext(matcher.group(1), bytes))
                    .filter(read -> bytes.length <= MOST_BYTES && read.text().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads bytes and a label that may be anything.
     *
     * @throws WrappedKeyRefusedException if they can't be of this provider
     */
    static Ciphertext of(WrappedKey wrapped) {
        byte[] bytes = wrapped.bytes();
        if (bytes[0] != FORMAT) {
            throw new WrappedKeyRefusedException(
                    wrapped.kekName(), "its first byte is not the one of keys wrapped by Transit", null);
        }
        if (bytes.length < 2 || bytes.length > 1 + MOST_BYTES) {
            throw new WrappedKeyRefusedException(
                    wrapped.kekName(), "it is not as long as one wrapped by Transit can be", null);
        }
        if (!VERSION.matcher(wrapped.kekVersion()).matches()) {
            throw new WrappedKeyRefusedException(
                    wrapped.kekName(), "its label is no version of a Transit key, which are v1, v2 and so on", null);
        }
        byte[] ciphertext = new byte[bytes.length - 1];
        ByteBuffer.wrap(bytes, 1, ciphertext.length).get(ciphertext);
        return new Ciphertext(wrapped.kekVersion(), ciphertext);
    }

    /** The label for a number of Transit's; empty if it can't be one. */
    static Optional<String> version(long number) {
        return Optional.of("v" + number).filter(label -> VERSION.matcher(label).matches());
    }

    WrappedKey under(String kekName) {
        byte[] wrapped =
                ByteBuffer.allocate(1 + bytes.length).put(FORMAT).put(bytes).array();
        return WrappedKey.of(kekName, version, wrapped);
    }

    /** Returns the text that Transit reads. */
    String text() {
        return "vault:" + version + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Ciphertext[" + version + ", " + bytes.length + " bytes]";
    }
}
