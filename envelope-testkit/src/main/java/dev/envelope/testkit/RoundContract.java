package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.NEW;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.UNLIMITED;
import static dev.envelope.testkit.TableUnderTest.bytes;
import static dev.envelope.testkit.TableUnderTest.envelope;
import static dev.envelope.testkit.TableUnderTest.ids;
import static dev.envelope.testkit.TableUnderTest.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A round is begun once, holds the candidates and nothing else, and is over when all of them were looked at. */
interface RoundContract {

    /** Another one each, to anything but a collation. */
    List<String> JOBS = List.of("rotate", "ROTATE", "rotate ", "rot\u00e4te", "rotate'; --", "r".repeat(200));

    @Test
    default void a_job_that_never_began_has_nothing(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);

        assertThat(table.counts()).isEqualTo(RoundCounts.NONE);
        assertThat(table.take(ALL)).isEmpty();
        assertThat(table.quarantine()).isEmpty();
    }

    @Test
    default void a_round_counts_its_candidates_and_has_segments_of_about_the_size_asked_for(TablesUnderTest test)
            throws Exception {
        test.inBothForms(table -> {
            table.insertStale(40);

            table.begin(0, STALE, 10);

            RoundCounts counts = table.counts();
            assertThat(counts).isEqualTo(new RoundCounts(1, 40, 0, 0, 0, 0, counts.openSegments()));
            assertThat(counts.openSegments()).isBetween(3L, 6L);
        });
    }

    @Test
    default void a_round_without_candidates_is_over_at_once(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(3);
            List<Candidates> none = List.of(
                    new Candidates.Under(Set.of()), new Candidates.Under(Set.of(NEW)), new Candidates.Plaintext());
            for (int round = 0; round < none.size(); round++) {
                table.begin(round, none.get(round), 10);

                assertThat(table.counts()).isEqualTo(new RoundCounts(round + 1, 0, 0, 0, 0, 0, 0));
                assertThat(table.take(ALL)).isEmpty();
            }
        });
    }

    @Test
    default void candidates_under_versions_are_these_and_no_others(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            long id = 0;
            for (KekVersion version : CensusContract.VERSIONS) {
                table.insert(++id, table.envelope(version, id));
            }
            table.insert(++id, bytes("plain"));
            table.insert(++id, null);
            int round = 0;
            for (int i = 0; i < CensusContract.VERSIONS.size(); i += 3) {
                Candidates candidates = new Candidates.Under(
                        Set.copyOf(List.of(CensusContract.VERSIONS.get(i), CensusContract.VERSIONS.get(0))));
                table.begin(round++, candidates, 10);

                assertThat(ids(table.drain(ALL, table::lookAt)))
                        .as("%s", candidates)
                        .containsExactlyInAnyOrderElementsOf(i == 0 ? List.of(1L) : List.of(1L, i + 1L));
            }
        });
    }

    @Test
    default void envelopes_and_plaintext_are_all_that_is_not_null(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<Long> envelopes = new ArrayList<>();
            List<Long> plaintexts = new ArrayList<>();
            long id = 0;
            for (byte[] value : CensusContract.broken(table.isText())) {
                table.insert(++id, value);
                envelopes.add(id);
            }
            for (KekVersion version : CensusContract.VERSIONS) {
                table.insert(++id, table.envelope(version, id));
                envelopes.add(id);
            }
            for (byte[] value : CensusContract.plaintexts(table.isText())) {
                table.insert(++id, value);
                plaintexts.add(id);
            }
            table.insert(++id, null);

            table.begin(0, new Candidates.Envelopes(), 7);
            assertThat(table.counts().candidates()).isEqualTo(envelopes.size());
            assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrderElementsOf(envelopes);

            table.begin(1, new Candidates.Plaintext(), 7);
            assertThat(table.counts().candidates()).isEqualTo(plaintexts.size());
            assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrderElementsOf(plaintexts);
        });
    }

    @Test
    default void a_second_beginning_of_the_same_round_changes_nothing(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(20);
        table.begin(0, STALE, 5);
        List<StoredRow> taken = new ArrayList<>();
        try (Portion portion = table.takeAny()) {
            taken.addAll(portion.rows());
            table.lookAt(portion);
        }
        RoundCounts before = table.counts();

        assertThat(table.other().beginRound(JOB, 0, Map.of("pan", STALE), 5, table.deadline()))
                .isTrue();

        assertThat(table.counts()).isEqualTo(before);
        taken.addAll(table.drain(ALL, table::lookAt));
        assertThat(ids(taken)).containsExactlyInAnyOrderElementsOf(upTo(20));
    }

    @Test
    default void of_those_who_begin_at_once_one_does(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(30);
        for (int after = 0; after < 5; after++) {
            int previous = after;
            CountDownLatch start = new CountDownLatch(1);
            List<CallInThread<Boolean>> beginning = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RotationStore store = i % 2 == 0 ? table.store() : table.other();
                beginning.add(CallInThread.start(() -> {
                    start.await();
                    return store.beginRound(JOB, previous, Map.of("pan", STALE), 4, table.deadline());
                }));
            }
            start.countDown();
            List<Boolean> began = new ArrayList<>();
            for (CallInThread<Boolean> each : beginning) {
                began.add(each.result());
            }

            assertThat(began).as("at least the one who began the round knows").contains(true);
            RoundCounts counts = table.counts();
            assertThat(counts).isEqualTo(new RoundCounts(after + 1, 30, 0, 0, 0, 0, counts.openSegments()));
            assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrderElementsOf(upTo(30));
        }
    }

    @Test
    default void the_next_round_has_what_is_still_a_candidate(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(10);
            table.begin(0, STALE, 4);
            table.drain(
                    ALL,
                    portion -> portion.complete(
                            table.changes(portion.rows().stream()
                                    .filter(row -> TableUnderTest.id(row) > 3)
                                    .toList()),
                            List.of(),
                            0,
                            table.deadline()));
            assertThat(table.counts()).isEqualTo(new RoundCounts(1, 10, 10, 7, 0, 0, 0));

            table.begin(1, STALE, 4);

            assertThat(table.counts().candidates()).isEqualTo(3);
            assertThat(ids(table.drain(ALL, table::lookAt))).containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(table.counts()).isEqualTo(new RoundCounts(2, 3, 3, 0, 0, 0, 0));
        });
    }

    @Test
    default void columns_of_one_row_are_taken_one_by_one(TablesUnderTest test) throws Exception {
        TableUnderTest table = twoColumns(test);
        table.begin(JOB, 0, Map.of("pan", STALE, "iban", new Candidates.Plaintext()), 4);

        List<StoredRow> taken = table.drain(ALL, table::move);

        assertThat(taken)
                .extracting(row -> row.column() + TableUnderTest.id(row))
                .containsExactlyInAnyOrder(
                        "pan1", "pan2", "pan3", "pan4", "pan5", "iban1", "iban2", "iban3", "iban4", "iban5");
        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 10, 10, 10, 0, 0, 0));
        for (String column : List.of("pan", "iban")) {
            assertThat(table.store().census(column, table.deadline()).groups())
                    .singleElement()
                    .satisfies(group -> {
                        assertThat(group.version()).isEqualTo(NEW);
                        assertThat(group.rows()).isEqualTo(5);
                    });
        }
    }

    @Test
    default void a_column_without_candidates_is_left_alone(TablesUnderTest test) throws Exception {
        TableUnderTest table = twoColumns(test);
        table.begin(JOB, 0, Map.of("iban", new Candidates.Plaintext()), 4);

        assertThat(table.drain(ALL, table::lookAt))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.column()).isEqualTo("iban"));
    }

    @Test
    default void jobs_do_not_disturb_each_other(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(12);
        int round = 0;
        for (String job : JOBS) {
            for (int after = 0; after <= round; after++) {
                table.begin(job, after, Map.of("pan", STALE), 5);
                if (after < round) {
                    table.drain(job, ALL, UNLIMITED, table::lookAt);
                }
            }
            round++;
        }
        for (String job : JOBS) {
            assertThat(ids(table.drain(job, 4, UNLIMITED, table::lookAt)))
                    .as("rows of job %s", job)
                    .containsExactlyInAnyOrderElementsOf(upTo(12));
            assertThat(table.counts(job)).isEqualTo(new RoundCounts(JOBS.indexOf(job) + 1, 12, 12, 0, 0, 0, 0));
        }
    }

    @Test
    default void a_job_that_is_forgotten_begins_again(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(12);
        for (String job : List.of(JOB, "another")) {
            table.begin(job, 0, Map.of("pan", STALE), 5);
        }
        table.takeAny().close();

        table.store().forget(JOB, table.deadline());

        assertThat(table.counts()).isEqualTo(RoundCounts.NONE);
        assertThat(table.take(ALL)).isEmpty();
        assertThat(table.census().total()).isEqualTo(12);
        table.begin(0, STALE, 5);
        assertThat(table.drain(ALL, table::lookAt)).hasSize(12);
        assertThat(table.drain("another", ALL, UNLIMITED, table::lookAt)).hasSize(12);
    }

    private static TableUnderTest twoColumns(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.twoColumns();
        for (long id = 1; id <= 5; id++) {
            table.table()
                    .insert(List.of(id), Map.of(), Map.of("pan", envelope(OLD, id, false), "iban", bytes("DE" + id)));
        }
        return table;
    }
}
