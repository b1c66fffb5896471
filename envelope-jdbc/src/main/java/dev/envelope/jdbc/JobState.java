package dev.envelope.jdbc;

import dev.envelope.ErrorCode;
import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.RoundCounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state of jobs in their tables.
 *
 * @param schema the schema of the tables with a dot behind it, or nothing
 * @param dialect the database's way
 */
record JobState(String schema, Dialect dialect) {

    private static final String UNIQUE_OR_OTHER_CONSTRAINT = "23";

    String jobs() {
        return schema + "envelope_rotation_job";
    }

    String segments() {
        return schema + "envelope_rotation_segment";
    }

    private String quarantined() {
        return schema + "envelope_rotation_quarantine";
    }

    RoundCounts counts(Session session, String job) throws SQLException {
        Query query = Query.of("SELECT j.round, SUM(s.candidates), SUM(s.done), SUM(s.written), SUM(s.bad),"
                        + " SUM(s.left_rows), SUM(CASE WHEN s.is_open THEN 1 ELSE 0 END) FROM " + jobs()
                        + " j LEFT JOIN " + segments() + " s ON s.job = j.job WHERE j.job = ")
                .text(job)
                .sql(" GROUP BY j.round");
        try (PreparedStatement statement = query.prepare(session);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? new RoundCounts(
                            row.getInt(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getLong(7))
                    : RoundCounts.NONE;
        }
    }

    /** The round of a job; empty if it never began. */
    OptionalInt round(Session session, String job) throws SQLException {
        return round(session, job, "");
    }

    /** The same, and the job is locked until the transaction ends; empty too if someone else has it locked. */
    OptionalInt lockedRound(Session session, String job) throws SQLException {
        return round(session, job, " FOR UPDATE SKIP LOCKED");
    }

    private OptionalInt round(Session session, String job, String lock) throws SQLException {
        Query query = Query.of("SELECT round FROM " + jobs() + " WHERE job = ")
                .text(job)
                .sql(lock);
        try (PreparedStatement statement = query.prepare(session);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
        }
    }

    /** Makes the row that is locked by whoever begins a round; false if another worker did. */
    boolean enter(Session session, String job) throws SQLException {
        try {
            return Query.of("INSERT INTO " + jobs() + " (job, round) VALUES (")
                            .text(job)
                            .sql(", 0)")
                            .update(session)
                    == 1;
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith(UNIQUE_OR_OTHER_CONSTRAINT)) {
                return false;
            }
            throw e;
        }
    }

    /** Goes over to a round that has no segments yet. What was bad in the round before stays in quarantine. */
    void begin(Session session, String job, int round) throws SQLException {
        Query.of("DELETE FROM " + segments() + " WHERE job = ").text(job).update(session);
        Query.of("DELETE FROM " + quarantined() + " WHERE job = ")
                .text(job)
                .sql(" AND round <> ")
                .number(round - 1L)
                .update(session);
        Query.of("UPDATE " + jobs() + " SET round = ")
                .number(round)
                .sql(" WHERE job = ")
                .text(job)
                .update(session);
    }

    void forget(Session session, String job) throws SQLException {
        for (String table : List.of(segments(), quarantined(), jobs())) {
            Query.of("DELETE FROM " + table + " WHERE job = ").text(job).update(session);
        }
    }

    /** Adds a segment of ranges that have some rows together. */
    void add(Session session, String job, long id, String column, List<BeginningRange> ranges, long candidates)
            throws SQLException {
        BeginningRange first = ranges.get(0);
        Query.of("INSERT INTO " + segments()
                        + " (job, id, column_name, from_beginning, to_beginning, further_ranges, is_open, candidates,"
                        + " done, written, bad, left_rows) VALUES (")
                .text(job)
                .sql(", ")
                .number(id)
                .sql(", ")
                .text(column)
                .sql(", ")
                .bytes(first.from())
                .sql(", ")
                .bytes(first.to())
                .sql(", ")
                .bytes(Segment.encoded(ranges.subList(1, ranges.size())))
                .sql(", TRUE, ")
                .number(candidates)
                .sql(", 0, 0, 0, 0)")
                .update(session);
    }

    /** Locks the first segment that is open and not locked. */
    Optional<Segment> take(Session session, String job) throws SQLException {
        if (dialect.limitsWhatIsNotLocked()) {
            return take(session, job, Query.of(" ORDER BY id LIMIT 1"));
        }
        Query open = Query.of("SELECT id FROM " + segments() + " WHERE job = ")
                .text(job)
                .sql(" AND is_open = TRUE ORDER BY id");
        for (String id : open.texts(session)) {
            Optional<Segment> taken = take(session, job, Query.of(" AND id = ").number(Long.parseLong(id)));
            if (taken.isPresent()) {
                return taken;
            }
        }
        return Optional.empty();
    }

    private Optional<Segment> take(Session session, String job, Query which) throws SQLException {
        Query query = Query.of("SELECT id, column_name, from_beginning, from_key, to_beginning, to_key, further_ranges"
                        + " FROM " + segments() + " WHERE job = ")
                .text(job)
                .sql(" AND is_open = TRUE")
                .add(which)
                .sql(" FOR UPDATE SKIP LOCKED");
        try (PreparedStatement statement = query.prepare(session);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            byte[] to = row.getBytes(5);
            Span span = new Span(
                    Position.read(row.getBytes(3), row.getString(4)),
                    to == null ? null : Position.read(to, row.getString(6)));
            return Optional.of(new Segment(row.getLong(1), row.getString(2), span, Segment.decoded(row.getBytes(7))));
        }
    }

    /** Adds to the counters of a segment, and moves its lower bound; or closes it where nothing is left. */
    void progress(Session session, String job, Segment before, Optional<Segment> rest, Progress made)
            throws SQLException {
        Query query = Query.of("UPDATE " + segments() + " SET done = done + ")
                .number(made.done())
                .sql(", written = written + ")
                .number(made.written())
                .sql(", bad = bad + ")
                .number(made.bad())
                .sql(", left_rows = left_rows + ")
                .number(made.left());
        if (rest.isPresent()) {
            Position from = rest.get().span().from();
            Position to = rest.get().span().to();
            query.sql(", from_beginning = ")
                    .bytes(from.beginning())
                    .sql(", from_key = ")
                    .text(from.encodedKey())
                    .sql(", to_beginning = ")
                    .bytes(to == null ? null : to.beginning())
                    .sql(", to_key = ")
                    .text(to == null ? null : to.encodedKey())
                    .sql(", further_ranges = ")
                    .bytes(Segment.encoded(rest.get().further()));
        } else {
            query.sql(", is_open = FALSE");
        }
        query.sql(" WHERE job = ")
                .text(job)
                .sql(" AND id = ")
                .number(before.id())
                .update(session);
    }

    /** In the order of hashes: two workers that have the same rows must not wait for each other. */
    void quarantine(Session session, String job, List<BadRow> bad) throws SQLException {
        List<Hashed> sorted = bad.stream()
                .map(row -> new Hashed(row, sha256(row.key())))
                .sorted(Comparator.comparing((Hashed each) -> each.row().column())
                        .thenComparing(Hashed::hash, Arrays::compareUnsigned))
                .toList();
        for (Hashed each : sorted) {
            dialect.quarantine(quarantined(), jobs(), job, each.row(), each.hash())
                    .update(session);
        }
    }

    List<BadRow> quarantine(Session session, String job, int limit) throws SQLException {
        Query query = Query.of("SELECT q.column_name, q.row_key, q.code, q.reason FROM " + quarantined() + " q JOIN "
                        + jobs() + " j ON j.job = q.job AND j.round = q.round WHERE q.job = ")
                .text(job)
                .sql(" ORDER BY q.column_name, q.row_key LIMIT ")
                .number(limit);
        try (PreparedStatement statement = query.prepare(session);
                ResultSet rows = statement.executeQuery()) {
            List<BadRow> bad = new ArrayList<>();
            while (rows.next()) {
                bad.add(new BadRow(rows.getString(1), rows.getString(2), code(rows.getString(3)), rows.getString(4)));
            }
            return bad;
        }
    }

    private static ErrorCode code(String text) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.toString().equals(text))
                .findFirst()
                .orElse(ErrorCode.MISCONFIGURED);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * What was done of a segment.
     *
     * @param done how many rows were looked at
     * @param written how many were written
     * @param bad how many were put into quarantine
     * @param left how many were left
     */
    record Progress(int done, int written, int bad, int left) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Hashed(BadRow row, byte[] hash) {}
}
