package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.UNLIMITED;
import static dev.envelope.testkit.TableUnderTest.ids;
import static dev.envelope.testkit.TableUnderTest.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every row is taken once, by whichever worker, in portions of the size asked for; what is given back is taken again. */
interface TakingContract {

    @Test
    default void every_row_is_taken_once_by_many_threads(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(120);
        table.begin(0, new Candidates.Envelopes(), 9);
        List<CallInThread<List<StoredRow>>> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RotationStore store = i % 2 == 0 ? table.store() : table.other();
            workers.add(CallInThread.start(() -> work(table, store)));
        }
        List<Long> taken = new ArrayList<>();
        for (CallInThread<List<StoredRow>> worker : workers) {
            taken.addAll(ids(worker.result()));
        }

        assertThat(taken).containsExactlyInAnyOrderElementsOf(upTo(120));
        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 120, 120, 0, 0, 0, 0));
    }

    @Test
    default void a_segment_is_had_by_one_worker(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(5);
        table.begin(0, STALE, 10);
        List<Portion> held = new ArrayList<>();
        List<Long> rows = new ArrayList<>();
        for (Optional<Portion> next = take(table.store(), table, 2);
                next.isPresent();
                next = take(table.store(), table, 2)) {
            held.add(next.get());
            rows.addAll(ids(next.get().rows()));
            assertThat(rows).doesNotHaveDuplicates();
        }

        assertThat(held).isNotEmpty();
        assertThat(CallInThread.start(() -> take(table.other(), table, ALL)).result())
                .as("a segment that another worker has")
                .isEmpty();
        assertThat(table.counts().isOver()).isFalse();
        held.forEach(Portion::close);
        assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrderElementsOf(upTo(5));
    }

    @Test
    default void while_one_segment_is_held_others_are_taken(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(40);
        table.begin(0, STALE, 10);
        try (Portion first = table.takeAny();
                Portion second = take(table.other(), table, ALL).orElseThrow()) {
            assertThat(first.rows()).isNotEmpty();
            assertThat(second.rows()).isNotEmpty();
            assertThat(ids(first.rows())).doesNotContainAnyElementsOf(ids(second.rows()));
        }
    }

    @Test
    default void closing_gives_a_segment_back_as_it_was(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(20);
        table.begin(0, STALE, 10);
        try (Portion portion = take(table.store(), table, 3).orElseThrow()) {
            assertThat(portion.rows()).hasSize(3);
        }

        RoundCounts counts = table.counts();
        assertThat(counts).isEqualTo(new RoundCounts(1, 20, 0, 0, 0, 0, counts.openSegments()));
        assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrderElementsOf(upTo(20));
    }

    @Test
    default void as_many_rows_as_are_asked_for_are_taken_and_the_rest_stays(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(23);
            int round = 0;
            for (int maximum : new int[] {1, 3, 7, 10, 11}) {
                table.begin(round++, STALE, 10);

                assertThat(ids(table.drain(maximum, table::lookAt)))
                        .as("rows taken by %s", maximum)
                        .containsExactlyInAnyOrderElementsOf(upTo(23));
                assertThat(table.counts()).isEqualTo(new RoundCounts(round, 23, 23, 0, 0, 0, 0));
            }
        });
    }

    @Test
    default void a_portion_has_no_more_bytes_than_asked_for_but_at_least_one_row(TablesUnderTest test)
            throws Exception {
        TableUnderTest table = test.simple(false);
        for (long id = 1; id <= 20; id++) {
            byte[] value = TableUnderTest.noise("row " + id, (int) (100 * id), false);
            table.insert(id, TableUnderTest.concat(OLD.beginning(false), value));
        }
        int round = 0;
        for (long bytes : new long[] {1, 600, 3000}) {
            table.begin(round++, STALE, 10);

            assertThat(ids(table.drain(JOB, ALL, bytes, table::lookAt)))
                    .as("rows taken by %s bytes", bytes)
                    .containsExactlyInAnyOrderElementsOf(upTo(20));
        }
    }

    @Test
    default void a_row_is_taken_as_it_is(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(10);
            table.begin(0, STALE, 10);
            for (StoredRow row : table.drain(4, table::lookAt)) {
                assertThat(row.column()).isEqualTo("pan");
                assertThat(row.value()).isEqualTo(table.envelope(OLD, TableUnderTest.id(row)));
            }
        });
    }

    @Test
    default void a_row_that_is_deleted_before_it_is_taken_is_not(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(10);
        table.begin(0, STALE, 4);
        for (long id : new long[] {1, 4, 10}) {
            table.table().delete(List.of(id));
        }

        assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrder(2L, 3L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    default void a_round_whose_rows_are_all_gone_ends(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(10);
        table.begin(0, STALE, 4);
        for (long id = 1; id <= 10; id++) {
            table.table().delete(List.of(id));
        }

        assertThat(table.drain(3, table::lookAt)).isEmpty();
    }

    @Test
    default void a_row_that_changes_before_it_is_taken_is_never_taken_as_it_was(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(10);
        table.begin(0, STALE, 4);
        table.change(3, table.envelope(OLD, "changed"));
        table.change(5, table.envelope(TableUnderTest.NEW, "changed"));
        table.change(7, null);

        List<StoredRow> taken = table.drain(ALL, table::lookAt);

        assertThat(ids(taken)).contains(1L, 2L, 4L, 6L, 8L, 9L, 10L).doesNotContain(5L, 7L);
        assertThat(taken)
                .filteredOn(row -> TableUnderTest.id(row) == 3)
                .allSatisfy(row -> assertThat(row.value()).isEqualTo(table.envelope(OLD, "changed")));
    }

    private static List<StoredRow> work(TableUnderTest table, RotationStore store) throws Exception {
        List<StoredRow> taken = new ArrayList<>();
        while (true) {
            Optional<Portion> next = take(store, table, 4);
            if (next.isPresent()) {
                try (Portion portion = next.get()) {
                    taken.addAll(portion.rows());
                    table.lookAt(portion);
                }
            } else if (store.counts(JOB, table.deadline()).isOver()) {
                return taken;
            } else {
                Thread.sleep(1);
            }
        }
    }

    private static Optional<Portion> take(RotationStore store, TableUnderTest table, int maximumRows) {
        return store.take(JOB, maximumRows, UNLIMITED, table.deadline());
    }
}
