package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.KekVersion;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a column holds, without reading it from one end to the other. All values are divided into ranges that do not overlap: one
 * for each label, found by leaping from label to label, and what lies between. No index over beginnings tells how many there are without
 * a look at each row, so each range is counted up to a cap only, which rises until at most one range reaches it; that one is what the
 * others leave of the rows of the table.
 */
final class CensusTaker {

    private static final long FIRST_CAP = 10_000;
    private static final int CAP_GROWTH = 8;

    /** How many rows are looked at in one leap at most, where labels have few rows each. */
    private static final int LONGEST_LEAP = 256;

    private static final int FEW_ROWS = 64;

    private static final long LEAP_BYTES = 1 << 20;

    private final Session session;
    private final Dialect dialect;
    private final TableShape table;
    private final TableColumn column;
    private final RowReader reader;
    private final List<Label> labels = new ArrayList<>();
    private final List<byte[]> unreadableValues = new ArrayList<>();
    private int leap = 1;

    CensusTaker(Session session, Dialect dialect, TableShape table, TableColumn column) {
        this.session = session;
        this.dialect = dialect;
        this.table = table;
        this.column = column;
        this.reader = new RowReader(dialect, table);
    }

    Census take() throws SQLException {
        boolean text = column.isText();
        findLabels();
        List<BeginningRange> unreadable = unreadable();
        List<BeginningRange> ranges = new ArrayList<>();
        labels.forEach(label -> ranges.add(label.range()));
        ranges.addAll(unreadable);
        ranges.addAll(BeginningRange.ofEnvelopes(text).complement());
        long[] counts = counts(ranges);
        List<Census.Group> groups = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            groups.add(new Census.Group(
                    labels.get(i).version(), counts[i], labels.get(i).sample()));
        }
        groups.sort(Comparator.comparing(Census.Group::version));
        int plain = labels.size() + unreadable.size();
        return new Census(
                column.name(),
                groups,
                Arrays.stream(counts, labels.size(), plain).sum(),
                Arrays.stream(counts, plain, counts.length).sum());
    }

    /** Leaps from label to label: forwards where an index tells what comes first, and else to both sides of any row. */
    private void findLabels() throws SQLException {
        Deque<Span> rest = new ArrayDeque<>();
        rest.push(Span.of(BeginningRange.ofEnvelopes(column.isText())));
        while (!rest.isEmpty()) {
            Span span = rest.pop();
            if (dialect.findsFirstByIndex()) {
                leapForwards(span, leap, rest);
            } else {
                leapAnywhere(span, rest);
            }
        }
        labels.sort(Comparator.comparing(label -> label.range().from(), BeginningRange.ORDER));
    }

    private void leapAnywhere(Span span, Deque<Span> rest) throws SQLException {
        List<JdbcRow> any = reader.any(session, column, dialect.source(table, column, span), 1);
        if (any.isEmpty()) {
            return;
        }
        Optional<Label> label = label(any.get(0));
        if (label.isEmpty()) {
            leapForwards(span, LONGEST_LEAP, rest);
            return;
        }
        labels.add(label.get());
        BeginningRange range = label.get().range();
        pushBehind(range, span, rest);
        if (BeginningRange.ORDER.compare(span.from().beginning(), range.from()) < 0) {
            rest.push(new Span(span.from(), Position.before(range.from())));
        }
    }

    private void leapForwards(Span span, int limit, Deque<Span> rest) throws SQLException {
        List<JdbcRow> rows = reader.rows(
                        session,
                        column,
                        dialect.source(table, column, span),
                        span.from().key() == null ? RowReader.Order.BEGINNING : RowReader.Order.BEGINNING_AND_KEY,
                        limit,
                        LEAP_BYTES)
                .rows();
        @Nullable Label last = null;
        boolean first = true;
        int found = 0;
        for (JdbcRow row : rows) {
            Optional<Label> label = label(row);
            if (label.isEmpty()) {
                if (first || last != null) {
                    unreadableValues.add(dialect.beginning(column, row.value()));
                }
                last = null;
            } else if (last == null || !last.version().equals(label.get().version())) {
                last = label.get();
                labels.add(last);
                found++;
            }
            first = false;
        }
        if (!rows.isEmpty() && last == null) {
            rest.push(span.behind(reader.position(column, rows.get(rows.size() - 1))));
        } else if (last != null) {
            pushBehind(last.range(), span, rest);
        }
        // where labels have few rows, many are found at once; of a label with many, one row is enough
        leap = found == 1 && last != null && rows.size() >= FEW_ROWS ? 1 : Math.min(LONGEST_LEAP, 2 * leap);
    }

    private static void pushBehind(BeginningRange range, Span span, Deque<Span> rest) {
        byte[] end = range.to();
        if (end != null) {
            rest.push(new Span(Position.before(end), span.to()));
        }
    }

    private Optional<Label> label(JdbcRow row) {
        return KekVersion.read(row.value(), column.isText())
                .map(version -> new Label(version, BeginningRange.of(version, column.isText()), row));
    }

    /** Between labels, where values were seen that can't be read. */
    private List<BeginningRange> unreadable() {
        BeginningRange envelopes = BeginningRange.ofEnvelopes(column.isText());
        List<BeginningRange> gaps = new ArrayList<>();
        byte @Nullable [] from = envelopes.from();
        for (Label label : labels) {
            if (from != null) {
                gaps.add(new BeginningRange(from, label.range().from()));
            }
            from = label.range().to();
        }
        if (from != null) {
            gaps.add(Ranges.of(from, envelopes.to()));
        }
        Set<BeginningRange> seen = new LinkedHashSet<>();
        for (byte[] value : unreadableValues) {
            Ranges.find(gaps, value).ifPresent(seen::add);
        }
        return List.copyOf(seen);
    }

    private long[] counts(List<BeginningRange> ranges) throws SQLException {
        long cap = FIRST_CAP;
        long[] counts = dialect.counts(session, table, column, ranges, cap);
        List<Integer> capped = capped(counts, cap);
        while (capped.size() > 1) {
            cap *= CAP_GROWTH;
            long[] again = dialect.counts(
                    session, table, column, capped.stream().map(ranges::get).toList(), cap);
            for (int i = 0; i < again.length; i++) {
                counts[capped.get(i)] = again[i];
            }
            capped = capped(counts, cap);
        }
        if (!capped.isEmpty()) {
            int largest = capped.get(0);
            counts[largest] = 0;
            counts[largest] = values() - Arrays.stream(counts).sum();
        }
        return counts;
    }

    private static List<Integer> capped(long[] counts, long cap) {
        List<Integer> capped = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] >= cap) {
                capped.add(i);
            }
        }
        return capped;
    }

    /** How many values there are; all rows are counted in the smallest index there is, and nulls in that of the column. */
    private long values() throws SQLException {
        long rows = Dialect.number(session, Query.of("SELECT count(*) FROM " + table.sql()));
        return column.nullable()
                ? rows
                        - Dialect.number(
                                session,
                                Query.of("SELECT count(*) FROM " + table.sql() + " WHERE "
                                        + dialect.indexedNull(column)))
                : rows;
    }

    private record Label(KekVersion version, BeginningRange range, JdbcRow sample) {}
}
