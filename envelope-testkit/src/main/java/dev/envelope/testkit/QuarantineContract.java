package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The quarantine has the rows that the current round of a job found bad, each once, with the last reason. */
interface QuarantineContract {

    @Test
    default void bad_rows_come_back_with_all_that_was_said_of_them(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        table.begin(0, STALE, 10);
        List<BadRow> bad = new ArrayList<>();
        for (ErrorCode code : ErrorCode.values()) {
            bad.add(new BadRow(
                    "pan", key(100 + bad.size()), code, "Reason of " + code + ": \u017c\u00f3\u0142w, it's \"bad\""));
        }
        bad.add(new BadRow("pan", key(100 + bad.size()), ErrorCode.MALFORMED, ""));
        bad.add(new BadRow("pan", key(100 + bad.size()), ErrorCode.MALFORMED, "long ".repeat(400)));

        complete(table, bad);

        assertThat(table.quarantine()).containsExactlyElementsOf(bad);
        assertThat(table.other().quarantine(JOB, ALL, table.deadline())).containsExactlyElementsOf(bad);
    }

    @Test
    default void bad_rows_are_counted_and_stay_as_they_are(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(3);
        table.begin(0, STALE, 10);

        table.drain(
                ALL,
                portion -> portion.complete(
                        List.of(),
                        portion.rows().stream()
                                .map(row -> bad(row, ErrorCode.CONTENT_REFUSED))
                                .toList(),
                        0,
                        table.deadline()));

        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 3, 3, 0, 3, 0, 0));
        assertThat(table.quarantine()).hasSize(3);
        for (long id = 1; id <= 3; id++) {
            assertThat(table.value(id)).hasValue(table.envelope(TableUnderTest.OLD, id));
        }
    }

    @Test
    default void bad_rows_are_told_in_the_order_of_column_and_key(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        table.begin(0, STALE, 10);
        List<BadRow> bad = new ArrayList<>();
        for (String column : List.of("pan", "cvc", "iban")) {
            for (long id : new long[] {15, 12, 18, 11}) {
                bad.add(new BadRow(column, key(id), ErrorCode.MALFORMED, "Broken."));
            }
        }

        complete(table, bad);

        assertThat(table.quarantine())
                .containsExactlyElementsOf(bad.stream()
                        .sorted(Comparator.comparing(BadRow::column).thenComparing(BadRow::key))
                        .toList());
        assertThat(table.store().quarantine(JOB, 5, table.deadline()))
                .isEqualTo(table.quarantine().subList(0, 5));
    }

    @Test
    default void a_row_that_is_found_bad_again_is_there_once_with_the_last_reason(TablesUnderTest test)
            throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(2);
        table.begin(0, STALE, 10);
        BadRow last = new BadRow("pan", key(1), ErrorCode.SHREDDED, "The last reason.");

        List<BadRow> found = new ArrayList<>(List.of(last, bad(1, ErrorCode.MALFORMED)));
        table.drain(1, portion -> {
            if (!found.isEmpty()) {
                portion.complete(List.of(), List.of(found.remove(found.size() - 1)), 0, table.deadline());
            } else {
                table.lookAt(portion);
            }
        });

        assertThat(table.quarantine()).containsExactly(last);
    }

    @Test
    default void a_row_that_was_bad_in_the_round_before_is_overwritten(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        table.begin(0, STALE, 10);
        complete(table, List.of(bad(1, ErrorCode.MALFORMED)));
        table.begin(1, STALE, 10);
        BadRow now = new BadRow("pan", key(1), ErrorCode.SHREDDED, "The reason of today.");

        complete(table, List.of(now));

        assertThat(table.quarantine()).containsExactly(now);
        assertThat(table.counts().bad()).isEqualTo(1);
    }

    @Test
    default void keys_are_compared_by_their_bytes(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        table.begin(0, STALE, 10);
        List<BadRow> bad = RoundContract.JOBS.stream()
                .map(key -> new BadRow("pan", "{\"id\":\"" + key + "\"}", ErrorCode.MALFORMED, "Broken."))
                .toList();

        complete(table, bad);

        assertThat(table.quarantine()).containsExactlyInAnyOrderElementsOf(bad);
    }

    @Test
    default void long_keys_that_begin_alike_are_told_apart(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        table.begin(0, STALE, 10);
        List<BadRow> bad = List.of(
                new BadRow("pan", "{\"id\":\"" + "x".repeat(900) + "1\"}", ErrorCode.MALFORMED, "Broken."),
                new BadRow("pan", "{\"id\":\"" + "x".repeat(900) + "2\"}", ErrorCode.MALFORMED, "Broken."));

        complete(table, bad);

        assertThat(table.quarantine()).containsExactlyInAnyOrderElementsOf(bad);
    }

    @Test
    default void a_row_that_is_not_bad_any_more_is_dropped(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(3);
        List<Set<Long>> badInRound = List.of(Set.of(1L, 2L), Set.of(2L), Set.of(), Set.of(3L));
        for (int round = 0; round < badInRound.size(); round++) {
            table.begin(round, STALE, 10);
            assertThat(table.quarantine())
                    .as("what round %s has found so far", round + 1)
                    .isEmpty();

            Set<Long> ids = badInRound.get(round);
            complete(table, ids.stream().map(id -> bad(id, ErrorCode.MALFORMED)).toList());

            assertThat(table.quarantine())
                    .as("what round %s has found", round + 1)
                    .extracting(BadRow::key)
                    .containsExactlyElementsOf(
                            ids.stream().sorted().map(QuarantineContract::key).toList());
            assertThat(table.counts().bad()).isEqualTo(ids.size());
        }
    }

    @Test
    default void beginning_the_same_round_again_drops_nothing(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        table.begin(0, STALE, 10);
        complete(table, List.of(bad(1, ErrorCode.MALFORMED)));

        assertThat(table.store().beginRound(JOB, 0, Map.of("pan", STALE), 10, table.deadline()))
                .isTrue();

        assertThat(table.quarantine()).hasSize(1);
    }

    @Test
    default void each_job_has_its_own(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1);
        for (String job : RoundContract.JOBS) {
            table.begin(job, 0, Map.of("pan", STALE), 10);
            BadRow bad = new BadRow("pan", key(1), ErrorCode.MALFORMED, "Of " + job + ".");
            table.drain(job, ALL, UNLIMITED, portion -> portion.complete(List.of(), List.of(bad), 0, table.deadline()));
        }
        String forgotten = RoundContract.JOBS.get(0);
        table.store().forget(forgotten, table.deadline());
        for (String job : RoundContract.JOBS) {
            assertThat(table.store().quarantine(job, ALL, table.deadline()))
                    .extracting(BadRow::reason)
                    .isEqualTo(job.equals(forgotten) ? List.of() : List.of("Of " + job + "."));
        }
    }

    static BadRow bad(long id, ErrorCode code) {
        return new BadRow("pan", key(id), code, "Broken.");
    }

    private static BadRow bad(StoredRow row, ErrorCode code) {
        return bad(TableUnderTest.id(row), code);
    }

    private static String key(long id) {
        return "{\"id\":\"" + id + "\"}";
    }

    /** Works on all of the round, and puts these into the quarantine with the first portion. */
    private static void complete(TableUnderTest table, List<BadRow> bad) throws Exception {
        List<BadRow> rest = new ArrayList<>(bad);
        table.drain(ALL, portion -> {
            portion.complete(List.of(), List.copyOf(rest), 0, table.deadline());
            rest.clear();
        });
    }
}
