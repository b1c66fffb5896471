package dev.envelope.jdbc;

import dev.envelope.rotation.BeginningRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker takes at once: a part of a range that has many rows, or several ranges that have few. Thousands of tenants with a row each
 * would otherwise be as many transactions.
 *
 * @param id its number within its job
 * @param column the column, as the application calls it
 * @param span what comes first
 * @param further the ranges behind it
 */
record Segment(long id, String column, Span span, List<BeginningRange> further) {

    private static final int NO_END = 0xffff;

    Segment {
        further = List.copyOf(further);
    }

    /** What is left of it: of the first span, and behind some of the further ranges. */
    Segment from(Span rest, int passed) {
        return new Segment(id, column, rest, further.subList(passed, further.size()));
    }

    /** The ranges as bytes: each bound behind its length; null where there are none. */
    static byte @Nullable [] encoded(List<BeginningRange> ranges) {
        if (ranges.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (BeginningRange each : ranges) {
            byte[] to = each.to();
            putLength(out, each.from().length);
            out.writeBytes(each.from());
            putLength(out, to == null ? NO_END : to.length);
            if (to != null) {
                out.writeBytes(to);
            }
        }
        return out.toByteArray();
    }

    static List<BeginningRange> decoded(byte @Nullable [] encoded) {
        List<BeginningRange> ranges = new ArrayList<>();
        if (encoded != null) {
            ByteBuffer rest = ByteBuffer.wrap(encoded);
            while (rest.hasRemaining()) {
                byte[] from = bytes(rest, Short.toUnsignedInt(rest.getShort()));
                int length = Short.toUnsignedInt(rest.getShort());
                ranges.add(Ranges.of(from, length == NO_END ? null : bytes(rest, length)));
            }
        }
        return ranges;
    }

    private static void putLength(ByteArrayOutputStream out, int length) {
        out.write(length >>> 8);
        out.write(length);
    }

    private static byte[] bytes(ByteBuffer rest, int length) {
        byte[] bytes = new byte[length];
        rest.get(bytes);
        return bytes;
    }
}
