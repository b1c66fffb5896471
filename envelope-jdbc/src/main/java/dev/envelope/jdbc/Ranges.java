package dev.envelope.jdbc;

import dev.envelope.rotation.BeginningRange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ranges of beginnings, where there are very many, or they have no end. */
final class Ranges {

    private Ranges() {}

    /** A range, which may have no end. */
    @SuppressWarnings("NullAway") // a record of another module does not tell that its component may be null
    static BeginningRange of(byte[] from, byte @Nullable [] to) {
        return new BeginningRange(from, to);
    }

    /** Whether one of the ranges, which are in ascending order and do not overlap, contains a value. */
    static boolean contain(List<BeginningRange> ranges, byte[] value) {
        return find(ranges, value).isPresent();
    }

    /** The one of the ranges, which are in ascending order and do not overlap, that contains a value. */
    static Optional<BeginningRange> find(List<BeginningRange> ranges, byte[] value) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            BeginningRange range = ranges.get(middle);
            if (range.contains(value)) {
                return Optional.of(range);
            }
            if (BeginningRange.ORDER.compare(value, range.from()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return Optional.empty();
    }
}
