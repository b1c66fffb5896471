package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.kek.Deadline;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table that one test of the contract is about, with what the tests say about it again and again. */
final class TableUnderTest implements AutoCloseable {

    /** The name of most jobs. */
    static final String JOB = "rotate cards";

    static final KekVersion OLD = new KekVersion("cards", "1");
    static final KekVersion NEW = new KekVersion("cards", "2");
    static final Candidates STALE = new Candidates.Under(Set.of(OLD));

    /** More rows and bytes than tests have. */
    static final int ALL = 10_000;

    static final long UNLIMITED = Long.MAX_VALUE;

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int NOISE = 60;

    private final RotationTable table;
    private final TableShape shape;
    private final RotationStore store;
    private final RotationStore other;

    TableUnderTest(RotationTable table, TableShape shape) {
        this.table = table;
        this.shape = shape;
        this.store = table.store();
        this.other = table.otherStore();
    }

    RotationTable table() {
        return table;
    }

    RotationStore store() {
        return store;
    }

    /** Another access to the same table; the same, where there is but one. */
    RotationStore other() {
        return other;
    }

    Deadline deadline() {
        return Deadline.after(AMPLE);
    }

    /** The first column for envelopes. */
    String column() {
        return shape.envelopes().get(0).name();
    }

    boolean isText() {
        return shape.isText(column());
    }

    /** An envelope to look at from outside: a beginning, and noise that is another for another seed. */
    byte[] envelope(KekVersion version, Object seed) {
        return envelope(version, seed, isText());
    }

    static byte[] envelope(KekVersion version, Object seed, boolean text) {
        return concat(version.beginning(text), noise(seed.toString(), NOISE, text));
    }

    static byte[] noise(String seed, int length, boolean text) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        byte[] noise = new byte[length];
        long state = seed.hashCode();
        for (int i = 0; i < length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            noise[i] = text ? (byte) alphabet.charAt((int) (state >>> 58)) : (byte) (state >>> 56);
        }
        return noise;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    void insert(List<?> key, byte @Nullable [] value) throws Exception {
        Map<String, byte @Nullable []> values = new HashMap<>();
        values.put(column(), value);
        table.insert(key, Map.of(), values);
    }

    void insert(long id, byte @Nullable [] value) throws Exception {
        insert(List.of(id), value);
    }

    /** Rows 1 to so many, with envelopes of the old version. */
    void insertStale(int rows) throws Exception {
        for (long id = 1; id <= rows; id++) {
            insert(id, envelope(OLD, id));
        }
    }

    void change(long id, byte @Nullable [] value) throws Exception {
        table.change(List.of(id), column(), value);
    }

    Optional<byte[]> value(long id) throws Exception {
        return table.read(List.of(id), column());
    }

    byte[] valueOf(StoredRow row) throws Exception {
        return value(id(row)).orElseThrow();
    }

    static long id(StoredRow row) {
        return Long.parseLong(row.required("id"));
    }

    static List<Long> ids(List<StoredRow> rows) {
        return rows.stream().map(TableUnderTest::id).toList();
    }

    /** The numbers 1 to last. */
    static List<Long> upTo(int last) {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= last; id++) {
            ids.add(id);
        }
        return ids;
    }

    Census census() {
        return store.census(column(), deadline());
    }

    RoundCounts counts() {
        return counts(JOB);
    }

    RoundCounts counts(String job) {
        return store.counts(job, deadline());
    }

    List<BadRow> quarantine() {
        return store.quarantine(JOB, ALL, deadline());
    }

    /** Begins a round of the first column. Nobody else is about it, so it has to begin. */
    void begin(int after, Candidates candidates, int segmentRows) {
        begin(JOB, after, Map.of(column(), candidates), segmentRows);
    }

    void begin(String job, int after, Map<String, Candidates> candidates, int segmentRows) {
        assertThat(store.beginRound(job, after, candidates, segmentRows, deadline()))
                .as("whether the round after %s began", after)
                .isTrue();
        assertThat(counts(job).round()).isEqualTo(after + 1);
    }

    Optional<Portion> take(int maximumRows) {
        return store.take(JOB, maximumRows, UNLIMITED, deadline());
    }

    /** The only segment there is, or the first of several. */
    Portion takeAny() {
        Optional<Portion> taken = take(ALL);
        assertThat(taken).as("a portion of a round that is not over").isPresent();
        return taken.orElseThrow();
    }

    /** What is done with a portion. Does not close it. */
    @FunctionalInterface
    interface Work {
        void on(Portion portion) throws Exception;
    }

    /** Looks at rows, and writes none. */
    void lookAt(Portion portion) {
        assertThat(portion.complete(List.of(), List.of(), 0, deadline())).isZero();
    }

    /** Moves rows to the new version. */
    void move(Portion portion) {
        portion.complete(changes(portion.rows()), List.of(), 0, deadline());
    }

    List<Change> changes(List<StoredRow> rows) {
        return rows.stream().map(this::change).toList();
    }

    Change change(StoredRow row) {
        return new Change(row, envelope(NEW, row.key(), shape.isText(row.column())));
    }

    /** Takes all that there is of a round, works on it, and returns the rows in the order in which they were taken. */
    List<StoredRow> drain(int maximumRows, Work work) throws Exception {
        return drain(JOB, maximumRows, UNLIMITED, work);
    }

    List<StoredRow> drain(String job, int maximumRows, long maximumBytes, Work work) throws Exception {
        List<StoredRow> taken = new ArrayList<>();
        RoundCounts before = counts(job);
        long most = 2 * before.candidates() + before.openSegments() + 10;
        long takes = 0;
        for (Optional<Portion> next = store.take(job, maximumRows, maximumBytes, deadline());
                next.isPresent();
                next = store.take(job, maximumRows, maximumBytes, deadline())) {
            try (Portion portion = next.get()) {
                taken.addAll(checked(portion.rows(), maximumRows, maximumBytes));
                work.on(portion);
            }
            assertThat(++takes)
                    .as("how often a round with %s candidates can be taken of", before.candidates())
                    .isLessThan(most);
        }
        assertThat(counts(job).openSegments())
                .as("open segments when no one has one and none is free")
                .isZero();
        return taken;
    }

    private static List<StoredRow> checked(List<StoredRow> rows, int maximumRows, long maximumBytes) {
        assertThat(rows).hasSizeLessThanOrEqualTo(maximumRows);
        assertThat(rows.stream().map(StoredRow::column).distinct())
                .as("the columns of a portion")
                .hasSizeLessThanOrEqualTo(1);
        if (rows.size() > 1) {
            assertThat(rows.stream().mapToLong(row -> row.value().length).sum())
                    .as("the bytes of a portion")
                    .isLessThanOrEqualTo(maximumBytes);
        }
        return rows;
    }

    /** The next page of the first column. */
    List<StoredRow> page(Candidates candidates, @Nullable StoredRow after, int maximumRows) {
        return store.page(column(), candidates, after, maximumRows, UNLIMITED, deadline());
    }

    /** All pages of the first column. */
    List<StoredRow> pages(Candidates candidates, int maximumRows, long maximumBytes) {
        List<StoredRow> read = new ArrayList<>();
        @Nullable StoredRow last = null;
        while (true) {
            List<StoredRow> page = store.page(column(), candidates, last, maximumRows, maximumBytes, deadline());
            if (page.isEmpty()) {
                return read;
            }
            read.addAll(checked(page, maximumRows, maximumBytes));
            assertThat(read).as("rows read in pages of %s", maximumRows).hasSizeLessThan(ALL);
            last = page.get(page.size() - 1);
        }
    }

    @Override
    public void close() {
        try {
            table.close();
        } catch (Exception e) {
            throw new AssertionError("Closing " + table + " failed", e);
        }
    }
}
