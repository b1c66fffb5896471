package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.KekVersion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

    private static final long LEAP_BYTES = 1 << 20;

    private final Session session;
    private final Dialect dialect;
    private final TableShape table;
    private final TableColumn column;
    private final RowReader reader;
    private final List<Label> labels = new ArrayList<>();
    private final List<BeginningRange> unreadable = new ArrayList<>();

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

    private void findLabels() throws SQLException {
        BeginningRange envelopes = BeginningRange.ofEnvelopes(column.isText());
        Span rest = Span.of(envelopes);
        int limit = 1;
        @Nullable Label last = null;
        byte @Nullable [] unreadableFrom = null;
        while (true) {
            List<JdbcRow> rows = reader.rows(
                    session,
                    column,
                    dialect.source(table, column, rest),
                    rest.from().key() == null ? RowReader.Order.BEGINNING : RowReader.Order.BEGINNING_AND_KEY,
                    limit,
                    LEAP_BYTES);
            if (rows.isEmpty()) {
                break;
            }
            int found = 0;
            for (JdbcRow row : rows) {
                Optional<KekVersion> version = KekVersion.read(row.value(), column.isText());
                if (version.isEmpty()) {
                    last = null;
                    unreadableFrom = unreadableFrom == null ? dialect.beginning(column, row.value()) : unreadableFrom;
                } else if (last == null || !last.version().equals(version.get())) {
                    last = new Label(version.get(), BeginningRange.of(version.get(), column.isText()), row);
                    if (unreadableFrom != null) {
                        unreadable.add(
                                new BeginningRange(unreadableFrom, last.range().from()));
                        unreadableFrom = null;
                    }
                    labels.add(last);
                    found++;
                }
            }
            byte @Nullable [] end = last == null ? null : last.range().to();
            rest = last == null
                    ? rest.behind(reader.position(column, rows.get(rows.size() - 1)))
                    : end == null ? null : new Span(Position.before(end), rest.to());
            if (rest == null) {
                break;
            }
            // rows that each lead on are worth a longer leap; rows of one label are not
            limit = found == 1 && rows.size() > 1 ? 1 : Math.min(LONGEST_LEAP, 2 * limit);
        }
        if (unreadableFrom != null) {
            unreadable.add(Ranges.of(unreadableFrom, envelopes.to()));
        }
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
