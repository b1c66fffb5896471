package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.NEW;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.bytes;
import static dev.envelope.testkit.TableUnderTest.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RoundCounts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the application does to a row between its being read and its being written is never lost, and never waited for. */
interface ConcurrentChangeContract {

    /** Texts that some collation takes for the same. */
    List<List<String>> ALIKE = List.of(
            List.of("secret", "SECRET"),
            List.of("secret", "secret "),
            List.of("secret ", "secret"),
            List.of("secret", "s\u00e9cret"),
            List.of("\u00e9", "e\u0301"),
            List.of("stra\u00dfe", "strasse"),
            List.of("", " "),
            List.of("secret", "secret\u200b"),
            List.of("1", "01"));

    @Test
    default void a_row_that_changed_is_not_overwritten(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(5);
            table.begin(0, STALE, 10);
            AtomicBoolean changed = new AtomicBoolean();
            table.drain(ALL, portion -> {
                if (changed.compareAndSet(false, true)) {
                    table.change(2, table.envelope(NEW, "theirs"));
                    table.change(4, bytes("theirs"));
                }
                table.move(portion);
            });

            assertThat(table.value(2)).hasValue(table.envelope(NEW, "theirs"));
            assertThat(table.value(4)).hasValue(bytes("theirs"));
            assertThat(table.census().groups().get(0).version()).isEqualTo(NEW);
        });
    }

    @Test
    default void what_is_not_written_is_counted_as_left_and_found_by_the_next_round(TablesUnderTest test)
            throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(5);
        table.begin(0, STALE, 100);
        try (Portion portion = table.takeAny()) {
            assertThat(portion.rows()).hasSize(5);
            table.change(2, table.envelope(OLD, "theirs"));
            assertThat(portion.complete(table.changes(portion.rows()), List.of(), 1, table.deadline()))
                    .isEqualTo(4);
        }
        table.drain(ALL, table::lookAt);
        RoundCounts counts = table.counts();
        assertThat(counts.written()).isEqualTo(4);
        assertThat(counts.left()).isEqualTo(2);

        table.begin(1, STALE, 100);

        assertThat(ids(table.drain(ALL, table::move))).containsExactly(2L);
        assertThat(table.counts()).isEqualTo(new RoundCounts(2, 1, 1, 1, 0, 0, 0));
    }

    @Test
    default void a_row_that_was_deleted_stays_so(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(5);
        table.begin(0, STALE, 100);
        try (Portion portion = table.takeAny()) {
            table.table().delete(List.of(3L));
            assertThat(portion.complete(table.changes(portion.rows()), List.of(), 0, table.deadline()))
                    .isEqualTo(4);
        }

        assertThat(table.value(3)).isEmpty();
        assertThat(table.census().total()).isEqualTo(4);
        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 5, 5, 4, 0, 1, 0));
    }

    @Test
    default void a_row_that_became_null_stays_so(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(5);
            table.begin(0, STALE, 100);
            try (Portion portion = table.takeAny()) {
                table.change(3, null);
                assertThat(portion.complete(table.changes(portion.rows()), List.of(), 0, table.deadline()))
                        .isEqualTo(4);
            }

            assertThat(table.value(3)).isEmpty();
        });
    }

    @Test
    default void values_are_compared_by_their_bytes(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            for (int i = 0; i < ALIKE.size(); i++) {
                table.insert(i, bytes(ALIKE.get(i).get(0)));
            }
            table.begin(0, new Candidates.Plaintext(), 100);
            try (Portion portion = table.takeAny()) {
                assertThat(portion.rows()).hasSize(ALIKE.size());
                for (int i = 0; i < ALIKE.size(); i++) {
                    table.change(i, bytes(ALIKE.get(i).get(1)));
                }
                assertThat(portion.complete(table.changes(portion.rows()), List.of(), 0, table.deadline()))
                        .as("how many of the rows were overwritten that had all changed")
                        .isZero();
            }
            for (int i = 0; i < ALIKE.size(); i++) {
                assertThat(table.value(i)).hasValue(bytes(ALIKE.get(i).get(1)));
            }
        });
    }

    @Test
    default void an_envelope_of_which_one_letter_changed_its_case_is_another(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(true);
        byte[] read = TableUnderTest.concat(OLD.beginning(true), bytes("AbCd"));
        byte[] theirs = TableUnderTest.concat(OLD.beginning(true), bytes("Abcd"));
        table.insert(1, read);
        table.begin(0, STALE, 10);
        try (Portion portion = table.takeAny()) {
            table.change(1, theirs);
            assertThat(portion.complete(table.changes(portion.rows()), List.of(), 0, table.deadline()))
                    .isZero();
        }

        assertThat(table.value(1)).hasValue(theirs);
    }

    @Test
    default void a_row_that_is_locked_is_gone_past_without_waiting(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(5);
            table.begin(0, STALE, 100);
            Optional<AutoCloseable> locked = table.table().lock(List.of(3L));
            assumeTrue(locked.isPresent(), "Skipped: lock() of this suite's table says that rows can't be locked");
            try {
                // In a thread of its own: who waits for the lock here would wait for ever.
                CallInThread<Integer> working = CallInThread.start(() -> {
                    try (Portion portion = table.takeAny()) {
                        assertThat(portion.rows()).hasSize(5);
                        return portion.complete(table.changes(portion.rows()), List.of(), 0, table.deadline());
                    }
                });
                assertThat(working.result()).isEqualTo(4);
                assertThat(table.counts()).isEqualTo(new RoundCounts(1, 5, 5, 4, 0, 1, 0));
                assertThat(table.census().total()).isEqualTo(5);
            } finally {
                locked.get().close();
            }
            assertThat(table.value(3)).hasValue(table.envelope(OLD, 3L));

            table.begin(1, STALE, 100);
            assertThat(ids(table.drain(ALL, table::move))).containsExactly(3L);
        });
    }

    @Test
    default void writers_and_workers_never_overwrite_each_other(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        int rows = 40;
        table.insertStale(rows);
        CallInThread<Boolean> writer = CallInThread.start(() -> {
            for (long id = rows; id >= 1; id -= 3) {
                table.change(id, table.envelope(OLD, "theirs " + id));
            }
            return true;
        });
        int round = 0;
        boolean over = false;
        while (!over) {
            over = writer.isDone();
            table.begin(round++, STALE, 6);
            table.drain(3, table::move);
            over &= table.census().groups().stream()
                    .noneMatch(group -> group.version().equals(OLD));
            assertThat(round).as("rounds").isLessThan(ALL);
        }

        assertThat(writer.result()).isTrue();
        assertThat(table.census().groups())
                .singleElement()
                .satisfies(group -> assertThat(group.rows()).isEqualTo(rows));
    }
}
