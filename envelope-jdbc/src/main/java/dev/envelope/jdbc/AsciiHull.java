package dev.envelope.jdbc;

import dev.envelope.rotation.BeginningRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of texts that holds all of a span, whose bounds are printable ASCII without spaces: about these, comparisons by bytes, by code
 * points, by UTF-16 units and with padded spaces agree. So an index of the column's own order finds it, and what it finds beyond the
 * span is left out by an exact condition.
 *
 * @param from the first text; empty where that is the first there can be
 * @param to the first text behind; null if there is none
 */
record AsciiHull(String from, @Nullable String to) {

    static AsciiHull of(Span span) {
        String from = text(printable(span.from().beginning()));
        Position end = span.to();
        if (end == null) {
            return new AsciiHull(from, null);
        }
        byte[] printable = printable(end.beginning());
        if (end.key() == null && printable.length == end.beginning().length) {
            return new AsciiHull(from, text(printable));
        }
        byte[] behind = BeginningRange.startingWith(printable).to();
        return new AsciiHull(from, behind == null ? null : text(behind));
    }

    private static byte[] printable(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] > ' ' && bytes[length] < 0x7f) {
            length++;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
