package dev.envelope.rotation;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Which values of a column a job looks at, told by their beginnings. */
public sealed interface Candidates {

    /**
     * Returns where these values are.
     *
     * @param text the {@linkplain RotationStore#isText form of the column}
     * @return ranges that do not overlap, in ascending order; none where there is nothing to look at
     */
    List<BeginningRange> ranges(boolean text);

    /**
     * Envelopes whose primary is one of these versions.
     *
     * @param versions the versions; none means that there is nothing to do
     */
    record Under(Set<KekVersion> versions) implements Candidates {

        /**
         * Copies the set.
         *
         * @param versions the versions
         */
        public Under {
            versions = Set.copyOf(versions);
        }

        @Override
        public List<BeginningRange> ranges(boolean text) {
            return versions.stream()
                    .map(version -> BeginningRange.of(version, text))
                    .sorted(Comparator.comparing(BeginningRange::from, BeginningRange.ORDER))
                    .toList();
        }
    }

    /**
     * Whatever begins within some ranges.
     *
     * @param ranges ranges that do not overlap, in ascending order
     */
    record Within(List<BeginningRange> ranges) implements Candidates {

        /**
         * Copies the list.
         *
         * @param ranges ranges that do not overlap, in ascending order
         */
        public Within {
            ranges = List.copyOf(ranges);
        }

        @Override
        public List<BeginningRange> ranges(boolean text) {
            return ranges;
        }
    }

    /** All envelopes: whatever begins as one does, broken or not. */
    record Envelopes() implements Candidates {

        @Override
        public List<BeginningRange> ranges(boolean text) {
            return List.of(BeginningRange.ofEnvelopes(text));
        }
    }

    /** All that does not begin as an envelope does. */
    record Plaintext() implements Candidates {

        @Override
        public List<BeginningRange> ranges(boolean text) {
            return BeginningRange.ofEnvelopes(text).complement();
        }
    }
}
