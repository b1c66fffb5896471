package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import dev.envelope.EnvelopeException;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.LengthAfter;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory, for trying a rotation job without a database: whether its contexts are those that rows were encrypted
 * with, and what it does when something fails or changes meanwhile. It is lost with the process.
 *
 * <pre>{@code
 * InMemoryTable cards = InMemoryTable.named("cards", "id").binaryColumn("pan");
 * cards.put(List.of("42"), "pan", cipher.encrypt(pan, context));
 *
 * RotationReport report = RotationJob.rewrapping(cards).cipher(cipher).context(contexts).build().run();
 * }</pre>
 *
 * <p>Keys and what columns hold beside envelopes are texts, as {@link StoredRow#text} returns them. Values are copied on
 * their way in and out. Safe for use by several threads.
 */
public final class InMemoryTable implements RotationStore {

    private final Lock lock = new ReentrantLock();
    private final String name;
    private final List<String> keyColumns;
    private final Map<String, Boolean> textByColumn = new LinkedHashMap<>();
    private final Set<String> otherColumns = new LinkedHashSet<>();
    private final NavigableMap<List<String>, Cells> rows = new TreeMap<>(TableKeys.ORDER);
    private final Set<List<String>> locked = new TreeSet<>(TableKeys.ORDER);
    private final Map<String, TableJob> jobs = new HashMap<>();
    private final List<Runnable> beforeWriting = new ArrayList<>();
    private final Map<Call, Deque<Supplier<? extends EnvelopeException>>> failures = new EnumMap<>(Call.class);

    /** What a table can be made to fail at. */
    public enum Call {
        /** {@link RotationStore#census} */
        CENSUS,
        /** {@link RotationStore#counts} */
        COUNTS,
        /** {@link RotationStore#beginRound} */
        BEGIN_ROUND,
        /** {@link RotationStore#take} */
        TAKE,
        /** {@link Portion#complete}, before anything is written */
        COMPLETE,
        /** {@link Portion#complete}, when all was written: the answer is lost */
        ACKNOWLEDGE,
        /** {@link RotationStore#page} */
        PAGE,
        /** {@link RotationStore#quarantine} */
        QUARANTINE
    }

    /** What a row holds beside its key. */
    private record Cells(Map<String, byte[]> values, Map<String, String> others) {}

    private InMemoryTable(String name, List<String> keyColumns) {
        this.name = name;
        this.keyColumns = keyColumns;
    }

    /**
     * A table without rows and, until they are added, without columns that hold envelopes.
     *
     * @param name its name
     * @param key the first column of its key
     * @param further the others
     * @return the table
     */
    public static InMemoryTable named(String name, String key, String... further) {
        List<String> keyColumns = new ArrayList<>(List.of(key));
        keyColumns.addAll(List.of(further));
        return new InMemoryTable(requireNonNull(name, "name"), List.copyOf(keyColumns));
    }

    /**
     * Adds a column that holds envelopes in binary form.
     *
     * @param column its name
     * @return this table
     */
    public InMemoryTable binaryColumn(String column) {
        return column(column, false);
    }

    /**
     * Adds a column that holds envelopes in text form.
     *
     * @param column its name
     * @return this table
     */
    public InMemoryTable textColumn(String column) {
        return column(column, true);
    }

    private InMemoryTable column(String column, boolean text) {
        locking(() -> textByColumn.put(requireNonNull(column, "column"), text));
        return this;
    }

    /**
     * Puts a value into a column of a row, which is made if it is not there.
     *
     * @param key the key of the row, as texts in the order of the key's columns
     * @param column a column that holds envelopes
     * @param value the value; copied
     * @throws IllegalArgumentException if the key has other columns, or this column does not hold envelopes
     */
    public void put(List<String> key, String column, byte[] value) {
        locking(() -> {
            requireColumn(column);
            return row(key).values.put(column, value.clone());
        });
    }

    /**
     * Puts a text into a column of a row, which is made if it is not there.
     *
     * @param key the key of the row, as texts in the order of the key's columns
     * @param column a column that holds envelopes in text form, or any other, which is then one that can be
     *     {@linkplain StoredRow#text read}
     * @param text the text
     * @throws IllegalArgumentException if the key has other columns, or this column holds envelopes in binary form
     */
    public void put(List<String> key, String column, String text) {
        locking(() -> {
            if (textByColumn.getOrDefault(column, false)) {
                return row(key).values.put(column, text.getBytes(StandardCharsets.UTF_8));
            }
            requireOther(column);
            otherColumns.add(column);
            return row(key).others.put(column, requireNonNull(text, "text"));
        });
    }

    /**
     * Makes a column of a row null; the row is made if it is not there.
     *
     * @param key the key of the row, as texts in the order of the key's columns
     * @param column any column but those of the key
     * @throws IllegalArgumentException if the key has other columns
     */
    public void putNull(List<String> key, String column) {
        locking(() -> {
            if (textByColumn.containsKey(column)) {
                return row(key).values.remove(column);
            }
            requireOther(column);
            otherColumns.add(column);
            return row(key).others.remove(column);
        });
    }

    /**
     * Returns a value.
     *
     * @param key the key of the row
     * @param column a column that holds envelopes
     * @return a copy; empty if there is no such row, or its column is null
     */
    public Optional<byte[]> value(List<String> key, String column) {
        return locking(() -> {
            requireColumn(column);
            return current(key, column).map(byte[]::clone);
        });
    }

    /**
     * Returns the keys of all rows.
     *
     * @return the keys, in their order
     */
    public List<List<String>> keys() {
        return locking(() -> List.copyOf(rows.keySet()));
    }

    /**
     * Removes a row, if it is there.
     *
     * @param key its key
     */
    public void remove(List<String> key) {
        locking(() -> rows.remove(requireKey(key)));
    }

    /**
     * Locks a row as a transaction of the application would: jobs go past it. The test itself can still change it.
     *
     * @param key its key
     */
    public void lock(List<String> key) {
        locking(() -> locked.add(requireKey(key)));
    }

    /**
     * Unlocks a row.
     *
     * @param key its key
     */
    public void unlock(List<String> key) {
        locking(() -> locked.remove(requireKey(key)));
    }

    /**
     * Does something in the moment before a job writes for the next time, such as changing a row that it has read.
     *
     * @param what what to do; once
     */
    public void beforeNextWrite(Runnable what) {
        locking(() -> beforeWriting.add(requireNonNull(what, "what")));
    }

    /**
     * Makes the next calls of a kind fail. Failures that are planned already come first.
     *
     * @param call which calls
     * @param times how many of them
     * @param failure makes what they throw
     */
    public void failNext(Call call, int times, Supplier<? extends EnvelopeException> failure) {
        locking(() -> {
            Deque<Supplier<? extends EnvelopeException>> planned =
                    failures.computeIfAbsent(call, any -> new ArrayDeque<>());
            for (int i = 0; i < times; i++) {
                planned.add(failure);
            }
            return planned;
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> columns() {
        return locking(() -> List.copyOf(textByColumn.keySet()));
    }

    @Override
    public boolean isText(String column, Deadline deadline) {
        return locking(deadline, () -> requireColumn(column));
    }

    @Override
    public Census census(String column, Deadline deadline) {
        return calling(Call.CENSUS, deadline, () -> {
            boolean text = requireColumn(column);
            BeginningRange envelopes = BeginningRange.ofEnvelopes(text);
            TreeMap<KekVersion, Long> counts = new TreeMap<>();
            Map<KekVersion, List<String>> samples = new HashMap<>();
            long unreadable = 0;
            long plaintext = 0;
            for (Map.Entry<List<String>, Cells> row : rows.entrySet()) {
                byte @Nullable [] value = row.getValue().values.get(column);
                if (value == null) {
                    continue;
                }
                Optional<KekVersion> version = KekVersion.read(value, text);
                if (version.isPresent()) {
                    counts.merge(version.get(), 1L, Long::sum);
                    samples.putIfAbsent(version.get(), row.getKey());
                } else if (envelopes.contains(value)) {
                    unreadable++;
                } else {
                    plaintext++;
                }
            }
            List<Census.Group> groups = new ArrayList<>();
            counts.forEach((version, count) -> groups.add(new Census.Group(
                    version,
                    count,
                    read(requireNonNull(samples.get(version)), column).orElseThrow())));
            return new Census(column, groups, unreadable, plaintext);
        });
    }

    /** Returns nothing: such a table has no triggers, needs no index, and its columns are as wide as memory. */
    @Override
    public List<String> warnings(LengthAfter after, Deadline deadline) {
        return List.of();
    }

    @Override
    public RoundCounts counts(String job, Deadline deadline) {
        return calling(
                Call.COUNTS,
                deadline,
                () -> Optional.ofNullable(jobs.get(job)).map(TableJob::counts).orElse(RoundCounts.NONE));
    }

    @Override
    public boolean beginRound(
            String job, int after, Map<String, Candidates> candidates, int segmentRows, Deadline deadline) {
        return calling(Call.BEGIN_ROUND, deadline, () -> {
            TableJob state = jobs.computeIfAbsent(job, any -> new TableJob());
            if (state.round() > after) {
                return true;
            }
            if (!state.counts().isOver()) {
                throw new IllegalStateException("Round " + state.round() + " is not over");
            }
            List<TableJob.Segment> segments = new ArrayList<>();
            candidates.forEach((column, which) -> segments.addAll(segments(column, which, segmentRows)));
            state.begin(after + 1, segments);
            return true;
        });
    }

    @Override
    public Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline) {
        return calling(
                Call.TAKE,
                deadline,
                () -> Optional.ofNullable(jobs.get(job))
                        .flatMap(state ->
                                state.free().map(segment -> new TakenRows(state, segment, maximumRows, maximumBytes))));
    }

    @Override
    public List<StoredRow> page(
            String column,
            Candidates candidates,
            @Nullable StoredRow after,
            int maximumRows,
            long maximumBytes,
            Deadline deadline) {
        return calling(Call.PAGE, deadline, () -> {
            List<BeginningRange> ranges = candidates.ranges(requireColumn(column));
            NavigableMap<List<String>, Cells> rest = after == null ? rows : rows.tailMap(key(after), false);
            List<StoredRow> page = new ArrayList<>();
            long bytes = 0;
            for (List<String> key : rest.keySet()) {
                Optional<byte[]> value = current(key, column).filter(found -> isIn(ranges, found));
                if (value.isPresent()) {
                    bytes += value.get().length;
                    if (!page.isEmpty() && (page.size() >= maximumRows || bytes > maximumBytes)) {
                        break;
                    }
                    page.add(read(key, column).orElseThrow());
                }
            }
            return page;
        });
    }

    @Override
    public List<BadRow> quarantine(String job, int limit, Deadline deadline) {
        return calling(
                Call.QUARANTINE,
                deadline,
                () -> Optional.ofNullable(jobs.get(job))
                        .map(state -> state.quarantine(limit))
                        .orElse(List.of()));
    }

    @Override
    public void forget(String job, Deadline deadline) {
        locking(deadline, () -> Optional.ofNullable(jobs.remove(job)));
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return "InMemoryTable[" + name + "]";
    }

    private Cells row(List<String> key) {
        return rows.computeIfAbsent(requireKey(key), any -> new Cells(new HashMap<>(), new HashMap<>()));
    }

    private List<String> requireKey(List<String> key) {
        if (key.size() != keyColumns.size()) {
            throw new IllegalArgumentException("The key of " + name + " has the columns " + keyColumns);
        }
        return List.copyOf(key);
    }

    private boolean requireColumn(String column) {
        Boolean text = textByColumn.get(column);
        if (text == null) {
            throw new IllegalArgumentException(
                    "Column " + column + " holds no envelopes; those that do are " + textByColumn.keySet());
        }
        return text;
    }

    private void requireOther(String column) {
        if (textByColumn.containsKey(column)) {
            throw new IllegalArgumentException("Column " + column + " holds envelopes in binary form");
        }
        if (keyColumns.contains(column)) {
            throw new IllegalArgumentException("Column " + column + " is of the key");
        }
    }

    private static List<String> key(StoredRow row) {
        return List.copyOf(row.key().values());
    }

    private Optional<byte[]> current(List<String> key, String column) {
        return Optional.ofNullable(rows.get(key)).map(cells -> cells.values.get(column));
    }

    private Optional<StoredRow> read(List<String> key, String column) {
        return current(key, column)
                .map(value -> new TableRow(
                        column, value.clone(), keyColumns, key, requireNonNull(rows.get(key)).others, otherColumns));
    }

    private static boolean isIn(List<BeginningRange> ranges, byte[] value) {
        return ranges.stream().anyMatch(range -> range.contains(value));
    }

    /** As an index would have it: in the order of beginnings, and where these are equal in that of keys. */
    private List<TableJob.Segment> segments(String column, Candidates candidates, int segmentRows) {
        List<BeginningRange> ranges = candidates.ranges(requireColumn(column));
        List<List<String>> keys = rows.keySet().stream()
                .filter(key -> current(key, column)
                        .filter(value -> isIn(ranges, value))
                        .isPresent())
                .sorted(Comparator.comparing(
                        key -> current(key, column).orElseThrow(), InMemoryTable::compareBeginnings))
                .toList();
        List<TableJob.Segment> segments = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += segmentRows) {
            segments.add(new TableJob.Segment(
                    column, ranges, keys.subList(from, Math.min(from + segmentRows, keys.size()))));
        }
        return segments;
    }

    private static int compareBeginnings(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(
                one,
                0,
                Math.min(one.length, BeginningRange.LENGTH),
                other,
                0,
                Math.min(other.length, BeginningRange.LENGTH));
    }

    private <T extends @Nullable Object> T calling(Call call, Deadline deadline, Supplier<T> work) {
        return locking(deadline, () -> {
            fail(call);
            return work.get();
        });
    }

    private void fail(Call call) {
        Deque<Supplier<? extends EnvelopeException>> planned = failures.getOrDefault(call, new ArrayDeque<>());
        if (!planned.isEmpty()) {
            throw planned.remove().get();
        }
    }

    private <T extends @Nullable Object> T locking(Deadline deadline, Supplier<T> work) {
        deadline.check(name);
        return locking(work);
    }

    private <T extends @Nullable Object> T locking(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The first rows of a segment. Those that are not candidates any more, or gone, are passed over. */
    private final class TakenRows implements Portion {

        private final TableJob job;
        private final TableJob.Segment segment;
        private final List<StoredRow> taken = new ArrayList<>();
        private int passed;
        private boolean completed;

        TakenRows(TableJob job, TableJob.Segment segment, int maximumRows, long maximumBytes) {
            this.job = job;
            this.segment = segment;
            segment.hold();
            long bytes = 0;
            for (List<String> key : segment.keys()) {
                Optional<StoredRow> row =
                        read(key, segment.column()).filter(found -> isIn(segment.ranges(), found.value()));
                if (row.isPresent()) {
                    bytes += row.get().value().length;
                    if (!taken.isEmpty() && (taken.size() >= maximumRows || bytes > maximumBytes)) {
                        break;
                    }
                    taken.add(row.get());
                }
                passed++;
            }
        }

        @Override
        public List<StoredRow> rows() {
            return List.copyOf(taken);
        }

        @Override
        public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
            List<Runnable> first = locking(deadline, () -> {
                List<Runnable> planned = List.copyOf(beforeWriting);
                beforeWriting.clear();
                return planned;
            });
            first.forEach(Runnable::run);
            return calling(Call.COMPLETE, deadline, () -> {
                if (completed) {
                    throw new IllegalStateException("The portion was completed already");
                }
                int written = (int) changes.stream().filter(this::write).count();
                job.quarantine(bad);
                job.count(taken.size(), written, left + changes.size() - written);
                segment.passOver(passed);
                completed = true;
                fail(Call.ACKNOWLEDGE);
                return written;
            });
        }

        private boolean write(Change change) {
            StoredRow row = change.row();
            List<String> key = key(row);
            boolean unchanged = current(key, row.column())
                    .filter(now -> Arrays.equals(now, row.value()))
                    .isPresent();
            if (!unchanged || locked.contains(key)) {
                return false;
            }
            requireNonNull(rows.get(key))
                    .values
                    .put(row.column(), change.value().clone());
            return true;
        }

        @Override
        public void close() {
            locking(() -> {
                if (!completed) {
                    completed = true;
                    segment.release();
                }
                return completed;
            });
        }
    }
}
