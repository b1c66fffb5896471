package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.NEW;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.UNLIMITED;
import static dev.envelope.testkit.TableUnderTest.bytes;
import static dev.envelope.testkit.TableUnderTest.envelope;
import static dev.envelope.testkit.TableUnderTest.ids;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.StoredRow;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pages go through all candidates in the order of keys, each row once, and go on behind any row. */
interface PageContract {

    /** Keys of every type, some of which have to be quoted or look like others. */
    Map<ColumnType, List<?>> KEYS = new TreeMap<>(Map.of(
            ColumnType.NUMBER,
                    List.of(-10L, -9L, -1L, 0L, 1L, 9L, 10L, 11L, 100L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE),
            ColumnType.DECIMAL, List.of(new BigDecimal("-1.50"), new BigDecimal("0.01"), new BigDecimal("1000000.00")),
            ColumnType.TEXT,
                    List.of(
                            "plain",
                            "it's",
                            "it''s",
                            "\"twice\"",
                            "back\\slash",
                            "a%b",
                            "a_b",
                            "?",
                            ":a",
                            "; --",
                            "1",
                            "01",
                            "10",
                            "2",
                            "\u017c\u00f3\u0142w",
                            "\ud83d\ude00",
                            "line\nbreak",
                            "null"),
            ColumnType.UUID,
                    List.of(
                            UUID.fromString("00000000-0000-0000-0000-000000000000"),
                            UUID.fromString("7fffffff-ffff-4fff-bfff-ffffffffffff"),
                            UUID.fromString("80000000-0000-4000-8000-00000000abcd"),
                            UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff")),
            ColumnType.BINARY,
                    List.of(
                            new byte[] {0},
                            new byte[] {1, 2},
                            new byte[] {127},
                            new byte[] {(byte) 128, 0},
                            new byte[] {(byte) 255, '\'', '\\'}),
            ColumnType.DATE, List.of(LocalDate.of(1969, 12, 31), LocalDate.of(2026, 2, 3), LocalDate.of(2026, 11, 3)),
            ColumnType.TIMESTAMP,
                    List.of(LocalDateTime.of(2026, 2, 3, 4, 5, 6), LocalDateTime.of(2026, 2, 3, 14, 5, 6))));

    @Test
    default void rows_come_in_the_order_of_numbers_each_once(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<Long> keys = new ArrayList<>();
            for (Object key : keys(ColumnType.NUMBER)) {
                keys.add((Long) key);
            }
            Collections.reverse(keys);
            for (long key : keys) {
                table.insert(key, table.envelope(OLD, -key));
            }
            for (int maximum : new int[] {1, 2, 5, keys.size(), ALL}) {
                assertThat(ids(table.pages(STALE, maximum, UNLIMITED)))
                        .as("in pages of %s", maximum)
                        .containsExactlyElementsOf(keys.stream().sorted().toList());
            }
        });
    }

    @Test
    default void rows_with_several_key_columns_come_in_the_order_of_these(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.keyed(ColumnType.NUMBER, ColumnType.NUMBER, ColumnType.NUMBER);
        List<String> expected = new ArrayList<>();
        for (long a : new long[] {2, 9, 10}) {
            for (long b : new long[] {1, 2}) {
                for (long c : new long[] {5, 7, 11}) {
                    table.insert(List.of(a, b, c), table.envelope(OLD, a + b + c));
                    expected.add(List.of(a, b, c).toString());
                }
            }
        }
        for (int maximum : new int[] {1, 2, 4, ALL}) {
            assertThat(table.pages(STALE, maximum, UNLIMITED))
                    .as("in pages of %s", maximum)
                    .extracting(row -> row.key().values().toString())
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    default void rows_with_every_kind_of_key_come_once(TablesUnderTest test) throws Exception {
        for (ColumnType type : KEYS.keySet()) {
            TableUnderTest table = test.keyed(ColumnType.NUMBER, type);
            List<?> keys = keys(type);
            for (Object key : keys) {
                table.insert(List.of(1L, key), table.envelope(OLD, key));
                table.insert(List.of(2L, key), table.envelope(OLD, key));
            }
            for (int maximum : new int[] {1, 2, 3, ALL}) {
                assertThat(table.pages(STALE, maximum, UNLIMITED))
                        .as("keys of type %s in pages of %s", type, maximum)
                        .hasSize(2 * keys.size())
                        .extracting(StoredRow::key)
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    default void pages_have_candidates_only(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insert(1, table.envelope(NEW, 1));
            table.insert(2, table.envelope(OLD, 2));
            table.insert(3, null);
            table.insert(4, bytes("plain"));
            table.insert(5, table.envelope(OLD, 5));
            table.insert(6, bytes(""));

            assertThat(ids(table.pages(STALE, 1, UNLIMITED))).containsExactly(2L, 5L);
            assertThat(ids(table.pages(new Candidates.Envelopes(), 2, UNLIMITED)))
                    .containsExactly(1L, 2L, 5L);
            assertThat(ids(table.pages(new Candidates.Plaintext(), 1, UNLIMITED)))
                    .containsExactly(4L, 6L);
        });
    }

    @Test
    default void pages_have_values_as_they_are(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<byte[]> values = CensusContract.plaintexts(table.isText());
            for (int i = 0; i < values.size(); i++) {
                table.insert(i, values.get(i));
            }

            List<StoredRow> read = table.pages(new Candidates.Plaintext(), 4, UNLIMITED);

            assertThat(read).extracting(StoredRow::value).containsExactlyElementsOf(values);
            assertThat(read).extracting(StoredRow::column).containsOnly("pan");
        });
    }

    @Test
    default void a_page_has_no_more_bytes_than_asked_for_but_at_least_one_row(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(20);
        for (long bytes : new long[] {1, 100, 300, 1000}) {
            assertThat(ids(table.pages(STALE, ALL, bytes)))
                    .as("pages of %s bytes", bytes)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 20).boxed().toList());
        }
    }

    @Test
    default void pages_go_on_behind_a_row_that_is_gone_or_changed(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(6);
        List<StoredRow> first = table.page(STALE, null, 2);
        table.table().delete(List.of(2L));
        List<StoredRow> second = table.page(STALE, first.get(1), 2);
        table.change(4, table.envelope(NEW, 4));
        List<StoredRow> third = table.other().page("pan", STALE, second.get(1), 2, UNLIMITED, table.deadline());

        assertThat(ids(first)).containsExactly(1L, 2L);
        assertThat(ids(second)).containsExactly(3L, 4L);
        assertThat(ids(third)).containsExactly(5L, 6L);
        assertThat(table.page(STALE, third.get(1), 2)).isEmpty();
    }

    @Test
    default void pages_of_one_column_do_not_show_another(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.twoColumns();
        for (long id = 1; id <= 4; id++) {
            table.table().insert(List.of(id), Map.of(), Map.of("iban", envelope(OLD, id, true)));
        }
        table.table().change(List.of(2L), "pan", envelope(OLD, "pan", false));

        assertThat(ids(table.store().page("pan", STALE, null, ALL, UNLIMITED, table.deadline())))
                .containsExactly(2L);
        assertThat(ids(table.store().page("iban", STALE, null, ALL, UNLIMITED, table.deadline())))
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    default void reading_pages_needs_no_job_and_disturbs_none(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(6);
        table.begin(0, STALE, 2);
        try (var portion = table.takeAny()) {
            assertThat(table.pages(STALE, 4, UNLIMITED)).hasSize(6);
            table.move(portion);
        }
        table.drain(ALL, table::move);

        assertThat(table.counts().written()).isEqualTo(6);
    }

    static List<?> keys(ColumnType type) {
        return requireNonNull(KEYS.get(type));
    }
}
