package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.NEW;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.bytes;
import static dev.envelope.testkit.TableUnderTest.envelope;
import static dev.envelope.testkit.TableUnderTest.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a worker completes is written, all of it or nothing, and nothing else is. */
interface WritingContract {

    @Test
    default void changes_are_written_and_counted(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insertStale(20);
            table.begin(0, STALE, 7);

            List<StoredRow> taken = table.drain(
                    ALL,
                    portion -> assertThat(
                                    portion.complete(table.changes(portion.rows()), List.of(), 0, table.deadline()))
                            .isEqualTo(portion.rows().size()));

            assertThat(taken).hasSize(20);
            for (StoredRow row : taken) {
                assertThat(table.valueOf(row)).isEqualTo(table.change(row).value());
            }
            assertThat(table.counts()).isEqualTo(new RoundCounts(1, 20, 20, 20, 0, 0, 0));
        });
    }

    @Test
    default void a_thousand_rows_are_written_at_once(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(1000);
        table.begin(0, STALE, 1000);

        table.drain(ALL, table::move);

        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 1000, 1000, 1000, 0, 0, 0));
        assertThat(table.census().groups())
                .singleElement()
                .satisfies(group -> assertThat(group.version()).isEqualTo(NEW));
    }

    @Test
    default void values_of_any_length_and_any_bytes_are_written(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<byte[]> values = new ArrayList<>(CensusContract.plaintexts(table.isText()));
            values.addAll(CensusContract.broken(table.isText()));
            values.add(noise("long", 15_000, table.isText()));
            values.add(bytes("\\x00 'quoted' \"twice\" 100% ? :a \\ \r\n\t"));
            table.insertStale(values.size());
            table.begin(0, STALE, 1000);

            table.drain(
                    ALL,
                    portion -> portion.complete(
                            portion.rows().stream()
                                    .map(row -> new Change(row, values.get((int) TableUnderTest.id(row) - 1)))
                                    .toList(),
                            List.of(),
                            0,
                            table.deadline()));

            for (int i = 0; i < values.size(); i++) {
                assertThat(table.value(i + 1)).as("value %s", i).hasValue(values.get(i));
            }
        });
    }

    @Test
    default void values_of_any_length_and_any_bytes_are_compared(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<byte[]> values = new ArrayList<>(CensusContract.plaintexts(table.isText()));
            values.add(noise("long", 15_000, table.isText()));
            values.add(bytes("\\x00 'quoted' \"twice\" 100% ? :a \\ \r\n\t"));
            long id = 0;
            for (byte[] value : values) {
                table.insert(++id, value);
            }
            table.begin(0, new Candidates.Plaintext(), 1000);

            table.drain(ALL, table::move);

            assertThat(table.counts().written()).isEqualTo(values.size());
            assertThat(table.census().plaintext()).isZero();
        });
    }

    @Test
    default void nothing_but_the_column_is_written(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.twoColumns();
        Map<String, byte[]> values = new HashMap<>();
        values.put("pan", envelope(OLD, 1, false));
        values.put("iban", envelope(OLD, 1, true));
        table.table().insert(List.of(1L), Map.of("note", "stays"), values);
        table.insert(2, envelope(OLD, 2, false));
        table.begin(0, STALE, 10);

        table.drain(ALL, table::move);

        assertThat(table.table().read(List.of(1L), "iban")).hasValue(envelope(OLD, 1, true));
        assertThat(table.table().read(List.of(2L), "iban")).isEmpty();
        assertThat(table.page(new Candidates.Envelopes(), null, ALL))
                .extracting(row -> row.text("note"))
                .containsExactly("stays", null);
    }

    @Test
    default void rows_with_every_kind_of_key_are_written(TablesUnderTest test) throws Exception {
        for (ColumnType type : PageContract.KEYS.keySet()) {
            TableUnderTest table = test.keyed(type, ColumnType.NUMBER);
            List<?> keys = PageContract.keys(type);
            for (Object key : keys) {
                table.insert(List.of(key, 1L), table.envelope(OLD, key));
                table.insert(List.of(key, 2L), table.envelope(NEW, key));
            }
            table.begin(0, STALE, 3);

            table.drain(ALL, table::move);

            assertThat(table.counts())
                    .as("keys of type %s", type)
                    .isEqualTo(new RoundCounts(1, keys.size(), keys.size(), keys.size(), 0, 0, 0));
            for (Object key : keys) {
                assertThat(table.table().read(List.of(key, 2L), "pan")).hasValue(table.envelope(NEW, key));
                assertThat(table.table().read(List.of(key, 1L), "pan")).isNotEqualTo(table.envelope(OLD, key));
            }
            assertThat(table.census().groups())
                    .singleElement()
                    .satisfies(group -> assertThat(group.rows()).isEqualTo(2L * keys.size()));
        }
    }

    @Test
    default void rows_in_neither_list_count_as_looked_at(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(10);
        table.begin(0, STALE, 10);

        table.drain(
                ALL,
                portion ->
                        portion.complete(table.changes(portion.rows().subList(0, 1)), List.of(), 0, table.deadline()));

        RoundCounts counts = table.counts();
        assertThat(counts.done()).isEqualTo(10);
        assertThat(counts.left()).isZero();
        assertThat(counts.written()).isBetween(1L, 2L);
    }

    @Test
    default void rows_that_are_left_are_counted_as_left(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(10);
        table.begin(0, STALE, 100);

        table.drain(5, portion -> portion.complete(List.of(), List.of(), 2, table.deadline()));

        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 10, 10, 0, 0, 4, 0));
    }

    @Test
    default void closing_what_is_completed_changes_nothing(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(5);
        table.begin(0, STALE, 10);
        table.drain(ALL, portion -> {
            table.move(portion);
            portion.close();
            portion.close();
        });

        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 5, 5, 5, 0, 0, 0));
    }

    @Test
    default void what_is_too_late_to_complete_is_not_written_and_can_be_taken_again(TablesUnderTest test)
            throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(5);
        table.begin(0, STALE, 10);
        try (Portion portion = table.takeAny()) {
            EnvelopeException failure = KekUnderTest.failureOf(
                    "completing with a deadline that has passed",
                    () -> portion.complete(
                            table.changes(portion.rows()),
                            List.of(QuarantineContract.bad(1, ErrorCode.MALFORMED)),
                            0,
                            Deadline.after(Duration.ZERO)));
            assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
        }

        assertThat(table.census().groups())
                .singleElement()
                .satisfies(group -> assertThat(group.version()).isEqualTo(OLD));
        assertThat(table.store().quarantine(JOB, ALL, table.deadline())).isEmpty();
        assertThat(table.drain(ALL, table::move)).hasSize(5);
        assertThat(table.counts()).isEqualTo(new RoundCounts(1, 5, 5, 5, 0, 0, 0));
    }
}
