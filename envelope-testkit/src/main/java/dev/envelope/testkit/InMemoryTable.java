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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory, for trying a rotation job without a database: whether its contexts are those that rows were encrypted
 * with, and what it does when something fails. Nothing of it outlives the process.
 *
 * <p>Safe for use by several threads.
 */
public final class InMemoryTable implements RotationStore {

    private final Lock lock = new ReentrantLock();
    private final String name;
    private final List<String> keyColumns;
    private final Map<String, Boolean> textByColumn;
    private final TreeMap<List<String>, Map<String, String>> others = new TreeMap<>(InMemoryTable::inOrder);
    private final Map<List<String>, Map<String, byte[]>> values = new HashMap<>();
    private final Set<List<String>> locked = new HashSet<>();
    private final Map<String, Job> jobs = new HashMap<>();
    private final List<Runnable> beforeWriting = new ArrayList<>();
    private final Map<Call, List<Supplier<? extends EnvelopeException>>> failures = new HashMap<>();

    /** What a store is asked for, and can be made to fail at. */
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
        /** {@link Portion#complete}, after all was written: the answer is lost */
        ACKNOWLEDGE,
        /** {@link RotationStore#page} */
        PAGE,
        /** {@link RotationStore#quarantine} */
        QUARANTINE
    }

    private InMemoryTable(String name, List<String> keyColumns, Map<String, Boolean> textByColumn) {
        this.name = name;
        this.keyColumns = keyColumns;
        this.textByColumn = textByColumn;
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
        return new InMemoryTable(requireNonNull(name, "name"), List.copyOf(keyColumns), new LinkedHashMap<>());
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
        return locking(() -> {
            textByColumn.put(column, text);
            return this;
        });
    }

    /**
     * Puts a value into a column of a row, which is made if it is not there.
     *
     * @param key the key of the row, as texts in the order of the key's columns
     * @param column the column
     * @param value the value; copied
     */
    public void put(List<String> key, String column, byte[] value) {
        locking(() -> {
            requireColumn(column);
            row(key);
            return requireNonNull(values.get(key)).put(column, value.clone());
        });
    }

    /**
     * Puts a text into a column of a row, which is made if it is not there.
     *
     * @param key the key of the row, as texts in the order of the key's columns
     * @param column the column: one that holds envelopes in text form, or any other
     * @param text the text
     */
    public void put(List<String> key, String column, String text) {
        locking(() -> {
            Map<String, String> other = row(key);
            return textByColumn.containsKey(column)
                    ? requireNonNull(values.get(key)).put(column, text.getBytes(StandardCharsets.UTF_8))
                    : other.put(column, text);
        });
    }

    /**
     * Returns a value.
     *
     * @param key the key of the row
     * @param column one of the columns that hold envelopes
     * @return a copy; empty if there is no such row, or nothing in its column
     */
    public Optional<byte[]> value(List<String> key, String column) {
        return locking(
                () -> Optional.ofNullable(values.getOrDefault(key, Map.of()).get(column))
                        .map(byte[]::clone));
    }

    /**
     * Removes a row.
     *
     * @param key its key
     */
    public void remove(List<String> key) {
        locking(() -> {
            others.remove(key);
            return values.remove(key);
        });
    }

    /**
     * Locks a row as a transaction of the application would: jobs go past it. Until it is {@linkplain #unlock unlocked}.
     *
     * @param key its key
     */
    public void lock(List<String> key) {
        locking(() -> locked.add(key));
    }

    /**
     * Unlocks a row.
     *
     * @param key its key
     */
    public void unlock(List<String> key) {
        locking(() -> locked.remove(key));
    }

    /**
     * Does something in the moment before a job writes for the next time, such as changing a row that it has read.
     *
     * @param what what to do; once
     */
    public void beforeNextWrite(Runnable what) {
        locking(() -> beforeWriting.add(what));
    }

    /**
     * Makes the next calls of a kind fail.
     *
     * @param call which calls
     * @param times how many of them
     * @param failure makes what they throw
     */
    public void failNext(Call call, int times, Supplier<? extends EnvelopeException> failure) {
        locking(() -> {
            List<Supplier<? extends EnvelopeException>> planned =
                    failures.computeIfAbsent(call, any -> new ArrayList<>());
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
        return locking(() -> requireColumn(column));
    }

    @Override
    public Census census(String column, Deadline deadline) {
        return calling(Call.CENSUS, () -> {
            boolean text = requireColumn(column);
            TreeMap<KekVersion, List<Row>> groups = new TreeMap<>();
            long unreadable = 0;
            long plaintext = 0;
            for (Row row : rows(column, new Candidates.Envelopes())) {
                Optional<KekVersion> version = KekVersion.read(row.value, text);
                if (version.isPresent()) {
                    groups.computeIfAbsent(version.get(), any -> new ArrayList<>())
                            .add(row);
                } else {
                    unreadable++;
                }
            }
            plaintext += rows(column, new Candidates.Plaintext()).size();
            return new Census(
                    column,
                    groups.entrySet().stream()
                            .map(group -> new Census.Group(
                                    group.getKey(),
                                    group.getValue().size(),
                                    group.getValue().get(0)))
                            .toList(),
                    unreadable,
                    plaintext);
        });
    }

    @Override
    public List<String> warnings(LengthAfter after, Deadline deadline) {
        return List.of();
    }

    @Override
    public RoundCounts counts(String job, Deadline deadline) {
        return calling(Call.COUNTS, () -> job(job).counts());
    }

    @Override
    public boolean beginRound(
            String job, int after, Map<String, Candidates> candidates, int segmentRows, Deadline deadline) {
        return calling(Call.BEGIN_ROUND, () -> {
            Job state = job(job);
            if (state.round > after) {
                return true;
            }
            List<List<Row>> segments = new ArrayList<>();
            candidates.forEach((column, which) -> {
                List<Row> rows = rows(column, which);
                for (int from = 0; from < rows.size(); from += segmentRows) {
                    segments.add(rows.subList(from, Math.min(from + segmentRows, rows.size())));
                }
            });
            state.begin(segments);
            return true;
        });
    }

    @Override
    public Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline) {
        return calling(Call.TAKE, () -> {
            Job state = job(job);
            Segment free = state.segments.stream()
                    .filter(segment -> !segment.taken && !segment.rows.isEmpty())
                    .findFirst()
                    .orElse(null);
            return Optional.ofNullable(free)
                    .map(segment -> new InMemoryPortion(state, segment, few(segment.rows, maximumRows, maximumBytes)));
        });
    }

    @Override
    public List<StoredRow> page(
            String column,
            Candidates candidates,
            @Nullable StoredRow after,
            int maximumRows,
            long maximumBytes,
            Deadline deadline) {
        return calling(Call.PAGE, () -> {
            List<Row> rest = rows(column, candidates).stream()
                    .filter(row -> after == null || inOrder(row.id, ((Row) after).id) > 0)
                    .toList();
            return List.copyOf(few(rest, maximumRows, maximumBytes));
        });
    }

    @Override
    public List<BadRow> quarantine(String job, int limit, Deadline deadline) {
        return calling(
                Call.QUARANTINE,
                () -> job(job).quarantine.entrySet().stream()
                        .filter(entry -> entry.getValue() == job(job).round)
                        .map(entry -> requireNonNull(job(job).reasons.get(entry.getKey())))
                        .limit(limit)
                        .toList());
    }

    @Override
    public void forget(String job, Deadline deadline) {
        locking(() -> jobs.remove(job));
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return "InMemoryTable[" + name + "]";
    }

    private Map<String, String> row(List<String> key) {
        if (key.size() != keyColumns.size()) {
            throw new IllegalArgumentException("The key has the columns " + keyColumns);
        }
        values.computeIfAbsent(List.copyOf(key), any -> new HashMap<>());
        return others.computeIfAbsent(List.copyOf(key), any -> new HashMap<>());
    }

    private boolean requireColumn(String column) {
        Boolean text = textByColumn.get(column);
        if (text == null) {
            throw new IllegalArgumentException("Column " + column + " holds no envelopes; " + columns() + " do");
        }
        return text;
    }

    private Job job(String job) {
        return jobs.computeIfAbsent(job, any -> new Job());
    }

    /** Rows that are candidates, in the order of keys. */
    private List<Row> rows(String column, Candidates candidates) {
        List<BeginningRange> ranges = candidates.ranges(requireColumn(column));
        List<Row> rows = new ArrayList<>();
        others.forEach((key, other) -> {
            byte[] value = requireNonNull(values.get(key)).get(column);
            if (value != null && ranges.stream().anyMatch(range -> range.contains(value))) {
                rows.add(new Row(column, key, keyColumns, Map.copyOf(other), value.clone()));
            }
        });
        return rows;
    }

    /** The first rows, at least one. */
    private static List<Row> few(List<Row> rows, int maximumRows, long maximumBytes) {
        int count = 0;
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.value.length;
            if (count > 0 && (count >= maximumRows || bytes > maximumBytes)) {
                break;
            }
            count++;
        }
        return List.copyOf(rows.subList(0, count));
    }

    private static int inOrder(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).length() == other.get(i).length() || !isNumber(one.get(i) + other.get(i))
                    ? one.get(i).compareTo(other.get(i))
                    : Integer.compare(one.get(i).length(), other.get(i).length());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private <T> T calling(Call call, Supplier<T> work) {
        return locking(() -> {
            fail(call);
            return work.get();
        });
    }

    private void fail(Call call) {
        List<Supplier<? extends EnvelopeException>> planned = failures.getOrDefault(call, List.of());
        if (!planned.isEmpty()) {
            throw planned.remove(0).get();
        }
    }

    private <T> T locking(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** What is known of a job: the rows are those of the time when its round began, and read again when they are taken. */
    private static final class Job {

        private final List<Segment> segments = new ArrayList<>();
        private final TreeMap<String, Integer> quarantine = new TreeMap<>();
        private final Map<String, BadRow> reasons = new HashMap<>();
        private int round;
        private long candidates;
        private long done;
        private long written;
        private long bad;
        private long left;

        void begin(List<List<Row>> rows) {
            quarantine.values().removeIf(found -> found < round);
            reasons.keySet().retainAll(quarantine.keySet());
            round++;
            segments.clear();
            rows.forEach(each -> segments.add(new Segment(new ArrayList<>(each))));
            candidates = rows.stream().mapToLong(Collection::size).sum();
            done = 0;
            written = 0;
            bad = 0;
            left = 0;
        }

        RoundCounts counts() {
            long open =
                    segments.stream().filter(segment -> !segment.rows.isEmpty()).count();
            return round == 0 ? RoundCounts.NONE : new RoundCounts(round, candidates, done, written, bad, left, open);
        }
    }

    private static final class Segment {

        private final List<Row> rows;
        private boolean taken;

        Segment(List<Row> rows) {
            this.rows = rows;
        }
    }

    private final class InMemoryPortion implements Portion {

        private final Job job;
        private final Segment segment;
        private final List<Row> taken;
        private final List<StoredRow> rows;
        private boolean completed;

        InMemoryPortion(Job job, Segment segment, List<Row> taken) {
            this.job = job;
            this.segment = segment;
            this.taken = taken;
            this.rows = taken.stream()
                    .flatMap(row -> Optional.ofNullable(
                                    values.getOrDefault(row.id, Map.of()).get(row.column))
                            .stream()
                            .map(value -> (StoredRow) row.holding(value.clone())))
                    .toList();
            segment.taken = true;
        }

        @Override
        public List<StoredRow> rows() {
            return rows;
        }

        @Override
        public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
            List<Runnable> first = locking(() -> {
                List<Runnable> planned = List.copyOf(beforeWriting);
                beforeWriting.clear();
                return planned;
            });
            first.forEach(Runnable::run);
            return locking(() -> {
                if (completed) {
                    throw new IllegalStateException("The portion was completed already");
                }
                fail(Call.COMPLETE);
                int written = (int) changes.stream().filter(this::write).count();
                for (BadRow row : bad) {
                    String id = row.column() + " " + row.key();
                    job.quarantine.put(id, job.round);
                    job.reasons.put(id, row);
                }
                job.done += taken.size();
                job.written += written;
                job.bad += bad.size();
                job.left += left + changes.size() - written;
                segment.rows.subList(0, taken.size()).clear();
                segment.taken = false;
                completed = true;
                fail(Call.ACKNOWLEDGE);
                return written;
            });
        }

        private boolean write(Change change) {
            Row row = (Row) change.row();
            byte @Nullable [] now = values.getOrDefault(row.id, Map.of()).get(row.column);
            if (now == null || !Arrays.equals(now, row.value) || locked.contains(row.id)) {
                return false;
            }
            requireNonNull(values.get(row.id)).put(row.column, change.value().clone());
            return true;
        }

        @Override
        public void close() {
            locking(() -> {
                if (!completed) {
                    segment.taken = false;
                }
                return completed;
            });
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(String column, List<String> id, List<String> keyColumns, Map<String, String> other, byte[] value)
            implements StoredRow {

        Row holding(byte[] now) {
            return new Row(column, id, keyColumns, other, now);
        }

        @Override
        public Map<String, String> key() {
            Map<String, String> key = new LinkedHashMap<>();
            for (int i = 0; i < id.size(); i++) {
                key.put(keyColumns.get(i), id.get(i));
            }
            return key;
        }

        @Override
        public @Nullable String text(String name) {
            return key().getOrDefault(name, other.get(name));
        }

        @Override
        public String toString() {
            return "Row[" + column + "]";
        }
    }
}
