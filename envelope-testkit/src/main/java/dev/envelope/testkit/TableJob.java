package dev.envelope.testkit;

import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.RoundCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a table in memory keeps of a job. Used under the lock of the table. */
final class TableJob {

    private final List<Segment> segments = new ArrayList<>();
    private final TreeMap<Id, Found> quarantine = new TreeMap<>();
    private int round;
    private long candidates;
    private long done;
    private long written;
    private long bad;
    private long left;

    /** Some rows of one column, in the order in which they are taken, and whether a worker has them. */
    static final class Segment {

        private final String column;
        private final List<BeginningRange> ranges;
        private final List<List<String>> keys;
        private boolean held;

        Segment(String column, List<BeginningRange> ranges, List<List<String>> keys) {
            this.column = column;
            this.ranges = ranges;
            this.keys = new ArrayList<>(keys);
        }

        String column() {
            return column;
        }

        /** Where values are candidates. */
        List<BeginningRange> ranges() {
            return ranges;
        }

        List<List<String>> keys() {
            return keys;
        }

        void hold() {
            held = true;
        }

        void release() {
            held = false;
        }

        /** Lets go of the segment without its first rows. */
        void passOver(int rows) {
            keys.subList(0, rows).clear();
            held = false;
        }
    }

    private record Id(String column, String key) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparing(Id::column).thenComparing(Id::key);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    private record Found(int round, BadRow row) {}

    int round() {
        return round;
    }

    void begin(int number, List<Segment> rows) {
        quarantine.values().removeIf(found -> found.round < round);
        round = number;
        segments.clear();
        segments.addAll(rows);
        candidates = rows.stream().mapToLong(segment -> segment.keys.size()).sum();
        done = 0;
        written = 0;
        bad = 0;
        left = 0;
    }

    Optional<Segment> free() {
        return segments.stream()
                .filter(segment -> !segment.held && !segment.keys.isEmpty())
                .findFirst();
    }

    void count(int looked, int writtenRows, int leftRows) {
        done += looked;
        written += writtenRows;
        left += leftRows;
    }

    void quarantine(List<BadRow> rows) {
        bad += rows.size();
        rows.forEach(row -> quarantine.put(new Id(row.column(), row.key()), new Found(round, row)));
    }

    /** What the current round has found. */
    List<BadRow> quarantine(int limit) {
        return quarantine.values().stream()
                .filter(found -> found.round == round)
                .limit(limit)
                .map(Found::row)
                .toList();
    }

    RoundCounts counts() {
        long open = segments.stream().filter(segment -> !segment.keys.isEmpty()).count();
        return new RoundCounts(round, candidates, done, written, bad, left, open);
    }
}
