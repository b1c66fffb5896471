package dev.envelope.internal.wrap;

import dev.envelope.internal.crypto.Randomness;
import dev.envelope.internal.format.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The versions of a local key as text: {@code <version>:<64 hexadecimal digits>}, separated by white space or commas, the
 * last one encrypting. A line that begins with {@code #} is a comment.
 */
public final class KeyVersions {

    /** The length of a key, in bytes. */
    public static final int KEY_LENGTH = 32;

    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

    private KeyVersions() {}

    /**
     * One version.
     *
     * @param version the version's name
     * @param key the key, which whoever owns this wipes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record KeyVersion(String version, byte[] key) implements AutoCloseable {

        /** Wipes the key. */
        @Override
        public void close() {
            Arrays.fill(key, (byte) 0);
        }

        @Override
        public String toString() {
            return "KeyVersion[" + version + "]";
        }
    }

    /**
     * Reads versions.
     *
     * @param text the text
     * @return at least one version, the last one encrypting; the caller owns them
     * @throws IllegalArgumentException with what is wrong and where, and nothing of the keys
     */
    public static List<KeyVersion> parse(String text) {
        List<KeyVersion> versions = new ArrayList<>();
        try {
            text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(SEPARATOR::splitAsStream)
                    .filter(entry -> !entry.isEmpty())
                    .forEach(entry -> versions.add(parseEntry(entry, versions)));
        } catch (IllegalArgumentException e) {
            versions.forEach(KeyVersion::close);
            throw e;
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("there is no key in it");
        }
        return versions;
    }

    /**
     * Prints a new random version, as a line.
     *
     * @param version the version's name
     * @return the line, without its end
     */
    public static String newLine(String version) {
        try (KeyVersion fresh = new KeyVersion(version, Randomness.bytes(KEY_LENGTH))) {
            return version + ":" + HexFormat.of().formatHex(fresh.key);
        }
    }

    private static KeyVersion parseEntry(String entry, List<KeyVersion> before) {
        String which = "entry " + (before.size() + 1);
        int colon = entry.indexOf(':');
        if (colon < 1 || !Labels.isVersion(entry.substring(0, colon))) {
            throw new IllegalArgumentException(
                    which + " does not begin with a version of 1 to 64 characters of A-Z a-z 0-9 . - and a colon");
        }
        String version = entry.substring(0, colon);
        if (before.stream().anyMatch(other -> other.version.equals(version))) {
            throw new IllegalArgumentException(which + " has the version of an entry before it");
        }
        String hex = entry.substring(colon + 1);
        if (hex.length() != 2 * KEY_LENGTH || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(which + " does not end in a key of 64 hexadecimal digits");
        }
        return new KeyVersion(version, HexFormat.of().parseHex(hex));
    }
}
