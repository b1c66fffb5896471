package dev.envelope.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place between two rows, in the order of beginnings and, where these are equal, of keys: many rows may begin alike.
 *
 * @param beginning the beginning
 * @param key the key, as the database understands it; null for the place before all rows of this beginning
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Position(byte[] beginning, @Nullable List<String> key) {

    static Position before(byte[] beginning) {
        return new Position(beginning, null);
    }

    static Position read(byte[] beginning, @Nullable String key) {
        return new Position(beginning, key == null ? null : decoded(key));
    }

    /** The key as state tables hold it: each column's text as hexadecimal digits of its UTF-8 bytes, with commas between. */
    @Nullable
    String encodedKey() {
        return key == null ? null : encoded(key);
    }

    private static String encoded(List<String> key) {
        return String.join(
                ",",
                key.stream()
                        .map(each -> HexFormat.of().formatHex(each.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    private static List<String> decoded(String key) {
        List<String> decoded = new ArrayList<>();
        for (String each : key.split(",", -1)) {
            decoded.add(new String(HexFormat.of().parseHex(each), StandardCharsets.UTF_8));
        }
        return decoded;
    }

    /** Returns nothing of the place. */
    @Override
    public String toString() {
        return "Position";
    }
}
