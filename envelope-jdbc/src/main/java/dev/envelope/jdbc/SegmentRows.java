package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BeginningRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was read of a segment.
 *
 * @param rows the rows
 * @param rest what is left of the segment; empty where nothing is
 */
record SegmentRows(List<JdbcRow> rows, Optional<Segment> rest) {

    static SegmentRows read(
            Session session, Dialect dialect, TableShape table, Segment segment, int maximumRows, long maximumBytes)
            throws SQLException {
        return new Reading(session, dialect, table, segment, maximumRows, maximumBytes).all();
    }

    /** Reads until there is enough, or no more. */
    private static final class Reading {

        private final Session session;
        private final Dialect dialect;
        private final TableShape table;
        private final TableColumn column;
        private final RowReader reader;
        private final Segment segment;
        private final int maximumRows;
        private final long maximumBytes;
        private final List<JdbcRow> rows = new ArrayList<>();
        private long bytes;
        private int lastRead;

        Reading(
                Session session,
                Dialect dialect,
                TableShape table,
                Segment segment,
                int maximumRows,
                long maximumBytes) {
            this.session = session;
            this.dialect = dialect;
            this.table = table;
            this.column = table.envelope(segment.column());
            this.reader = new RowReader(dialect, table);
            this.segment = segment;
            this.maximumRows = maximumRows;
            this.maximumBytes = maximumBytes;
        }

        SegmentRows all() throws SQLException {
            List<BeginningRange> further = segment.further();
            Span span = segment.span();
            if (read(dialect.source(table, column, span))) {
                return upTo(span, 0);
            }
            Optional<Query> together = further.isEmpty() ? Optional.empty() : dialect.source(table, column, further);
            if (together.isPresent()) {
                return read(together.get()) ? upToLast() : new SegmentRows(rows, Optional.empty());
            }
            for (int i = 0; i < further.size(); i++) {
                span = Span.of(further.get(i));
                if (read(dialect.source(table, column, span))) {
                    return upTo(span, i + 1);
                }
            }
            return new SegmentRows(rows, Optional.empty());
        }

        /** Reads what there is still room for; true if that is not all. */
        private boolean read(Query source) throws SQLException {
            lastRead = 0;
            long room = maximumBytes - bytes;
            if (rows.size() == maximumRows || room <= 0) {
                return true;
            }
            RowReader.Page page = reader.rows(
                    session, column, source, RowReader.Order.BEGINNING_AND_KEY, maximumRows - rows.size(), room);
            List<JdbcRow> some = page.rows();
            if (!rows.isEmpty() && !some.isEmpty() && some.get(0).value().length > room) {
                return true;
            }
            rows.addAll(some);
            bytes += some.stream().mapToLong(row -> row.value().length).sum();
            lastRead = some.size();
            return page.more();
        }

        private SegmentRows upToLast() {
            if (lastRead == 0) {
                return upTo(Span.of(segment.further().get(0)), 1);
            }
            byte[] value = rows.get(rows.size() - 1).value();
            int i = 0;
            while (!segment.further().get(i).contains(value)) {
                i++;
            }
            return upTo(Span.of(segment.further().get(i)), i + 1);
        }

        /** What is left of a span behind the last row, if it is one of that span. */
        private SegmentRows upTo(Span span, int passed) {
            Span rest = lastRead == 0 ? span : span.behind(reader.position(column, rows.get(rows.size() - 1)));
            return new SegmentRows(rows, Optional.of(segment.from(rest, passed)));
        }
    }
}
