package dev.envelope.jdbc;

import dev.envelope.rotation.BeginningRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows behind one position and up to another, the row there included.
 *
 * @param from where it begins
 * @param to where it ends; null if it goes on to the last row there can be
 */
record Span(Position from, @Nullable Position to) {

    static Span of(BeginningRange range) {
        byte[] to = range.to();
        return new Span(Position.before(range.from()), to == null ? null : Position.before(to));
    }

    /** What is left of it behind a row. */
    Span behind(Position row) {
        return new Span(row, to);
    }

    /** Whether it is within rows that all begin alike. */
    boolean isOfOneBeginning() {
        return to != null && from.key() != null && to.key() != null && Arrays.equals(from.beginning(), to.beginning());
    }
}
