package dev.envelope.testkit;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stores of rows that are wrong in one way each, for {@link TableContractCatchesTest}. */
final class BrokenTables {

    private BrokenTables() {}

    /** A store over a table in memory. */
    static class Forwarding implements RotationStore {

        final InMemoryTable right;

        Forwarding(InMemoryTable right) {
            this.right = right;
        }

        @Override
        public String name() {
            return right.name();
        }

        @Override
        public List<String> columns() {
            return right.columns();
        }

        @Override
        public boolean isText(String column, Deadline deadline) {
            return right.isText(column, deadline);
        }

        @Override
        public Census census(String column, Deadline deadline) {
            return right.census(column, deadline);
        }

        @Override
        public List<String> warnings(LengthAfter after, Deadline deadline) {
            return right.warnings(after, deadline);
        }

        @Override
        public RoundCounts counts(String job, Deadline deadline) {
            return right.counts(job, deadline);
        }

        @Override
        public boolean beginRound(
                String job, int after, Map<String, Candidates> candidates, int segmentRows, Deadline deadline) {
            return right.beginRound(job, after, candidates, segmentRows, deadline);
        }

        @Override
        public Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline) {
            return right.take(job, maximumRows, maximumBytes, deadline).map(portion -> portion(job, portion));
        }

        Portion portion(String job, Portion portion) {
            return portion;
        }

        @Override
        public List<StoredRow> page(
                String column,
                Candidates candidates,
                @Nullable StoredRow after,
                int maximumRows,
                long maximumBytes,
                Deadline deadline) {
            return right.page(column, candidates, after, maximumRows, maximumBytes, deadline);
        }

        @Override
        public List<BadRow> quarantine(String job, int limit, Deadline deadline) {
            return right.quarantine(job, limit, deadline);
        }

        @Override
        public void forget(String job, Deadline deadline) {
            right.forget(job, deadline);
        }
    }

    /** A portion of the right store. */
    static class ForwardingPortion implements Portion {

        final Portion right;

        ForwardingPortion(Portion right) {
            this.right = right;
        }

        @Override
        public List<StoredRow> rows() {
            return right.rows();
        }

        @Override
        public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
            return right.complete(changes, bad, left, deadline);
        }

        @Override
        public void close() {
            right.close();
        }
    }

    abstract static class Suite extends RotationStoreContract {

        abstract RotationStore store(InMemoryTable table);

        @Override
        protected RotationTable table(TableShape shape) {
            return InMemoryRotationTable.of(shape, this::store);
        }
    }

    static final class Correct extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                Portion portion(String job, Portion portion) {
                    return new ForwardingPortion(portion);
                }
            };
        }
    }

    /** As who looks for what begins with {@code env1:cards:1}. */
    static final class CountsByPrefix extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                public Census census(String column, Deadline deadline) {
                    Census census = right.census(column, deadline);
                    TreeMap<KekVersion, Census.Group> groups = new TreeMap<>();
                    for (Census.Group group : census.groups()) {
                        KekVersion known = groups.keySet().stream()
                                .filter(version -> group.version().toString().startsWith(version.toString()))
                                .findFirst()
                                .orElse(group.version());
                        groups.merge(
                                known,
                                group,
                                (one, more) -> new Census.Group(known, one.rows() + more.rows(), one.sample()));
                    }
                    return new Census(column, List.copyOf(groups.values()), census.unreadable(), census.plaintext());
                }
            };
        }
    }

    /** As {@code UPDATE ... WHERE id = ?}. */
    static final class WritesWhateverIsThere extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Rewriting(table) {
                @Override
                boolean isSame(byte[] read, byte[] now) {
                    return true;
                }
            };
        }
    }

    /** As {@code WHERE c = ?} under many a collation. */
    static final class ComparesWithoutCase extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Rewriting(table) {
                @Override
                boolean isSame(byte[] read, byte[] now) {
                    return folded(read).equals(folded(now));
                }

                private String folded(byte[] value) {
                    return new String(value, StandardCharsets.UTF_8)
                            .toLowerCase(Locale.ROOT)
                            .stripTrailing();
                }
            };
        }
    }

    /** Reads again what was changed meanwhile, where it takes that for the same. */
    abstract static class Rewriting extends Forwarding {

        Rewriting(InMemoryTable right) {
            super(right);
        }

        abstract boolean isSame(byte[] read, byte[] now);

        @Override
        Portion portion(String job, Portion portion) {
            return new ForwardingPortion(portion) {
                @Override
                public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
                    return right.complete(
                            changes.stream().map(change -> again(change)).toList(), bad, left, deadline);
                }
            };
        }

        private Change again(Change change) {
            StoredRow row = change.row();
            List<String> key = List.copyOf(row.key().values());
            return right.value(key, row.column())
                    .filter(now -> isSame(row.value(), now))
                    .map(now -> new Change(
                            new TableRow(
                                    row.column(), now, List.copyOf(row.key().keySet()), key, Map.of(), Set.of()),
                            change.value()))
                    .orElse(change);
        }
    }

    /** Moves the lower bound of a segment up by beginnings, and so past those that are like the last one. */
    static final class GoesOnBehindTheBeginning extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {

                private final Map<String, Set<String>> passed = new ConcurrentHashMap<>();

                @Override
                Portion portion(String job, Portion portion) {
                    Set<String> behind = passed.computeIfAbsent(
                            job + counts(job, TestDeadlines.minute()).round(), any -> new HashSet<>());
                    List<StoredRow> rows = portion.rows().stream()
                            .filter(row -> !behind.contains(beginning(row)))
                            .toList();
                    return new ForwardingPortion(portion) {
                        @Override
                        public List<StoredRow> rows() {
                            return rows;
                        }

                        @Override
                        public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
                            rows.forEach(row -> behind.add(beginning(row)));
                            return super.complete(changes, bad, left, deadline);
                        }
                    };
                }
            };
        }

        private static String beginning(StoredRow row) {
            return Arrays.toString(Arrays.copyOf(row.value(), BeginningRange.LENGTH));
        }
    }

    /** Moves the lower bound of a segment up to the last beginning, and so never past those that are like it. */
    static final class GoesOnWithTheBeginning extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                Portion portion(String job, Portion portion) {
                    return new ForwardingPortion(portion) {
                        @Override
                        public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
                            List<StoredRow> rows = right.rows();
                            boolean alike = rows.size() > 1
                                    && Arrays.equals(
                                            rows.get(0).value(),
                                            rows.get(rows.size() - 1).value());
                            if (alike && changes.isEmpty()) {
                                right.close(); // where it was
                                return 0;
                            }
                            return super.complete(changes, bad, left, deadline);
                        }
                    };
                }
            };
        }
    }

    /** As a segment without a lock. */
    static final class GivesASegmentToAll extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                public Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline) {
                    Optional<Portion> taken = right.take(job, maximumRows, maximumBytes, deadline);
                    taken.ifPresent(Portion::close);
                    return taken;
                }
            };
        }
    }

    /** As {@code SELECT ... FOR UPDATE} without {@code SKIP LOCKED}. */
    static final class WaitsForLocks extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                Portion portion(String job, Portion portion) {
                    return new ForwardingPortion(portion) {
                        @Override
                        public int complete(List<Change> changes, List<BadRow> bad, int left, Deadline deadline) {
                            int written = super.complete(changes, bad, left, deadline);
                            boolean locked = changes.stream()
                                    .map(Change::row)
                                    .anyMatch(row -> table.value(
                                                    List.copyOf(row.key().values()), row.column())
                                            .filter(now -> Arrays.equals(now, row.value()))
                                            .isPresent());
                            if (locked) {
                                throw KekUnavailableException.timedOut(name(), Duration.ofSeconds(30), null);
                            }
                            return written;
                        }
                    };
                }
            };
        }
    }

    static final class KeepsTheQuarantine extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {

                private final Map<String, Map<String, BadRow>> kept = new HashMap<>();

                @Override
                public List<BadRow> quarantine(String job, int limit, Deadline deadline) {
                    Map<String, BadRow> all = kept.computeIfAbsent(job, any -> new TreeMap<>());
                    right.quarantine(job, limit, deadline).forEach(row -> all.put(row.column() + row.key(), row));
                    return all.values().stream().limit(limit).toList();
                }
            };
        }
    }

    /** As {@code WHERE a > ? AND b > ?}. */
    static final class PagesByEachKeyColumn extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                public List<StoredRow> page(
                        String column,
                        Candidates candidates,
                        @Nullable StoredRow after,
                        int maximumRows,
                        long maximumBytes,
                        Deadline deadline) {
                    List<StoredRow> page = super.page(column, candidates, after, maximumRows, maximumBytes, deadline);
                    if (after == null || after.key().size() == 1) {
                        return page;
                    }
                    List<String> last = List.copyOf(after.key().values());
                    return page.stream().filter(row -> isBehind(row, last)).toList();
                }

                private static boolean isBehind(StoredRow row, List<String> last) {
                    List<String> key = List.copyOf(row.key().values());
                    for (int i = 0; i < last.size(); i++) {
                        if (TableKeys.ORDER.compare(List.of(key.get(i)), List.of(last.get(i))) <= 0) {
                            return false;
                        }
                    }
                    return true;
                }
            };
        }
    }

    /** As {@code ORDER BY CAST(id AS CHAR)}. */
    static final class OrdersNumbersAsTexts extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                public List<StoredRow> page(
                        String column,
                        Candidates candidates,
                        @Nullable StoredRow after,
                        int maximumRows,
                        long maximumBytes,
                        Deadline deadline) {
                    List<StoredRow> all =
                            new ArrayList<>(super.page(column, candidates, null, 100_000, Long.MAX_VALUE, deadline));
                    all.sort(Comparator.comparing(row -> row.key().values().toString()));
                    return all.stream()
                            .filter(row -> after == null
                                    || row.key()
                                                    .values()
                                                    .toString()
                                                    .compareTo(
                                                            after.key().values().toString())
                                            > 0)
                            .limit(maximumRows)
                            .toList();
                }
            };
        }
    }

    static final class TakesAnOutageForNoWork extends Suite {

        @Override
        RotationStore store(InMemoryTable table) {
            return new Forwarding(table) {
                @Override
                public Optional<Portion> take(String job, int maximumRows, long maximumBytes, Deadline deadline) {
                    try {
                        return super.take(job, maximumRows, maximumBytes, deadline);
                    } catch (EnvelopeException e) {
                        if (e.code() == ErrorCode.TIMED_OUT) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                }
            };
        }
    }
}
