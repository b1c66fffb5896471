package dev.envelope.rotation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a column holds, told by the beginnings of its values. Nulls are counted nowhere.
 *
 * @param column the name of the column
 * @param groups the envelopes by the version that their primary names, in the order of versions
 * @param unreadable how many values begin as an envelope does, and then name no version
 * @param plaintext how many values do not begin as an envelope does
 */
public record Census(String column, List<Group> groups, long unreadable, long plaintext) {

    /**
     * Envelopes whose primary names the same version.
     *
     * @param version the version
     * @param rows how many there are
     * @param sample one of them
     */
    public record Group(KekVersion version, long rows, StoredRow sample) {

        /**
         * Checks that all are there.
         *
         * @param version the version
         * @param rows how many there are
         * @param sample one of them
         */
        public Group {
            requireNonNull(version, "version");
            requireNonNull(sample, "sample");
        }
    }

    /**
     * Copies the list.
     *
     * @param column the name of the column
     * @param groups the envelopes by the version that their primary names
     * @param unreadable how many values begin as an envelope does, and then name no version
     * @param plaintext how many values do not begin as an envelope does
     */
    public Census {
        requireNonNull(column, "column");
        groups = List.copyOf(groups);
    }

    /**
     * Returns how many values begin as an envelope does.
     *
     * @return those that name a version, and those that do not
     */
    public long envelopes() {
        return unreadable + groups.stream().mapToLong(Group::rows).sum();
    }

    /**
     * Returns how many values there are.
     *
     * @return envelopes and plaintext
     */
    public long total() {
        return plaintext + envelopes();
    }

    /**
     * Returns how much of the column is encrypted.
     *
     * @return from 0 to 1; 1 where there are no values
     */
    public double coverage() {
        return total() == 0 ? 1 : (double) envelopes() / total();
    }
}
