package dev.envelope.rotation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of beginnings of values, in the order of unsigned bytes: what a store looks up in an index. A beginning is the first
 * {@value #LENGTH} bytes of a value, or all of it where it is shorter.
 *
 * <p>Immutable; its arrays are not copied and must not be changed.
 *
 * @param from where it begins, itself included
 * @param to where it ends, itself not included; null if it goes on to the last value there can be
 */
@SuppressWarnings("ArrayRecordComponent") // equality is defined below
public record BeginningRange(byte[] from, byte @Nullable [] to) {

    /** How many bytes of a value its beginning has at most: enough for the longest name and version. */
    public static final int LENGTH = 140;

    /** The order of beginnings: unsigned bytes, a shorter one before those that it begins. */
    public static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    private static final byte[] BINARY = {'E', 'N', 'V', 1};
    private static final byte[] TEXT = {'e', 'n', 'v', '1', ':'};

    /**
     * Checks that there is a beginning.
     *
     * @param from where it begins, itself included
     * @param to where it ends, itself not included
     */
    public BeginningRange {
        requireNonNull(from, "from");
    }

    /**
     * All values that begin with some bytes.
     *
     * @param prefix the bytes
     * @return the range
     */
    public static BeginningRange startingWith(byte[] prefix) {
        return new BeginningRange(prefix, behind(prefix));
    }

    /**
     * All envelopes whose primary is of a version.
     *
     * @param version the version
     * @param text whether they are in text form
     * @return the range
     */
    public static BeginningRange of(KekVersion version, boolean text) {
        return startingWith(version.beginning(text));
    }

    /**
     * All envelopes of format version 1, and whatever else begins as they do.
     *
     * @param text whether they are in text form
     * @return the range
     */
    public static BeginningRange ofEnvelopes(boolean text) {
        return startingWith((text ? TEXT : BINARY).clone());
    }

    /**
     * Tells whether a value is in this range.
     *
     * @param value a value or its beginning
     * @return true if it is
     */
    public boolean contains(byte[] value) {
        return ORDER.compare(value, from) >= 0 && (to == null || ORDER.compare(value, to) < 0);
    }

    /**
     * Returns all that is not in this range.
     *
     * @return one or two ranges, in ascending order; none if everything is
     */
    public List<BeginningRange> complement() {
        BeginningRange before = new BeginningRange(new byte[0], from);
        if (to == null) {
            return from.length == 0 ? List.of() : List.of(before);
        }
        BeginningRange after = new BeginningRange(to, null);
        return from.length == 0 ? List.of(after) : List.of(before, after);
    }

    /**
     * Returns what is in this range and in none of some others.
     *
     * @param others ranges within this one that do not overlap, in ascending order
     * @return ranges in ascending order
     */
    List<BeginningRange> without(List<BeginningRange> others) {
        List<BeginningRange> gaps = new ArrayList<>();
        byte[] begin = from;
        for (BeginningRange other : others) {
            if (ORDER.compare(begin, other.from) < 0) {
                gaps.add(new BeginningRange(begin, other.from));
            }
            if (other.to == null) {
                return gaps;
            }
            begin = other.to;
        }
        if (to == null || ORDER.compare(begin, to) < 0) {
            gaps.add(new BeginningRange(begin, to));
        }
        return gaps;
    }

    /** The first value behind all that begin with some bytes; null if there is none. */
    private static byte @Nullable [] behind(byte[] prefix) {
        int last = prefix.length;
        while (last > 0 && prefix[last - 1] == (byte) 0xff) {
            last--;
        }
        if (last == 0) {
            return null;
        }
        byte[] behind = Arrays.copyOf(prefix, last);
        behind[last - 1]++;
        return behind;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BeginningRange range && Arrays.equals(from, range.from) && Arrays.equals(to, range.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    /** Returns the bounds in hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "[" + hex.formatHex(from) + ", " + (to == null ? "" : hex.formatHex(to)) + ")";
    }
}
