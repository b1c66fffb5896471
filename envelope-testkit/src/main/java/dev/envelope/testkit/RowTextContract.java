package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static dev.envelope.testkit.TableUnderTest.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.rotation.StoredRow;
import dev.envelope.testkit.TableShape.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Contexts are made of texts, so a text has to be the same wherever the row is read, and whatever the database is. */
interface RowTextContract {

    /** What columns hold, and the text of it. */
    Map<Object, String> TEXTS = texts();

    @Test
    default void columns_are_texts_that_are_the_same_everywhere(TablesUnderTest test) throws Exception {
        TableUnderTest table = wide(test);
        Map<Object, String> texts = TEXTS;
        long id = 0;
        for (Object value : texts.keySet()) {
            table.table()
                    .insert(
                            List.of(++id, "it's " + id),
                            Map.of(column(value).name(), value),
                            Map.of("pan", table.envelope(OLD, id)));
        }
        for (List<StoredRow> rows : everyWayOfReading(table)) {
            List<Object> values = new ArrayList<>(texts.keySet());
            assertThat(rows).hasSize(values.size());
            for (StoredRow row : rows) {
                Object value = values.get(Integer.parseInt(row.required("id")) - 1);
                assertThat(row.text(column(value).name()))
                        .as("the text of a %s", column(value).type())
                        .isEqualTo(texts.get(value));
                assertThat(row.required(column(value).name())).isEqualTo(texts.get(value));
            }
        }
    }

    @Test
    default void a_key_is_told_in_its_order(TablesUnderTest test) throws Exception {
        TableUnderTest table = wide(test);
        table.insert(List.of(7L, "it's \u017c\u00f3\u0142w"), table.envelope(OLD, 7));
        for (List<StoredRow> rows : everyWayOfReading(table)) {
            assertThat(rows).singleElement().satisfies(row -> {
                assertThat(row.key())
                        .containsExactly(Map.entry("id", "7"), Map.entry("region", "it's \u017c\u00f3\u0142w"));
                assertThat(row.text("region")).isEqualTo("it's \u017c\u00f3\u0142w");
            });
        }
    }

    @Test
    default void null_is_null(TablesUnderTest test) throws Exception {
        TableUnderTest table = wide(test);
        table.insert(List.of(1L, "eu"), table.envelope(OLD, 1));
        for (List<StoredRow> rows : everyWayOfReading(table)) {
            StoredRow row = rows.get(0);
            for (ColumnType type : PageContract.KEYS.keySet()) {
                assertThat(row.text(column(type).name())).as("%s", type).isNull();
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> row.required(column(ColumnType.DATE).name()));
        }
    }

    @Test
    default void a_column_that_is_not_read_is_a_callers_mistake(TablesUnderTest test) throws Exception {
        TableUnderTest table = wide(test);
        table.insert(List.of(1L, "eu"), table.envelope(OLD, 1));
        for (List<StoredRow> rows : everyWayOfReading(table)) {
            StoredRow row = rows.get(0);
            assertThatIllegalArgumentException().isThrownBy(() -> row.text("nosuch"));
            assertThatIllegalArgumentException().isThrownBy(() -> row.required("nosuch"));
        }
    }

    @Test
    default void no_text_of_a_row_shows_what_is_in_it(TablesUnderTest test) throws Exception {
        TableUnderTest table = wide(test);
        table.table()
                .insert(
                        List.of(31415926L, "key that must not show"),
                        Map.of(column(ColumnType.TEXT).name(), "text that must not show"),
                        Map.of("pan", table.envelope(OLD, 1)));
        for (List<StoredRow> rows : everyWayOfReading(table)) {
            assertThat(rows.toString())
                    .contains("pan")
                    .doesNotContain("must not show")
                    .doesNotContain("31415926")
                    .doesNotContain("cards");
        }
    }

    private static Map<Object, String> texts() {
        Map<Object, String> texts = new LinkedHashMap<>();
        texts.put(0L, "0");
        texts.put(-42L, "-42");
        texts.put(Long.MAX_VALUE, "9223372036854775807");
        texts.put(new BigDecimal("1234567890.50"), "1234567890.50");
        texts.put(new BigDecimal("-0.07"), "-0.07");
        texts.put("", "");
        texts.put(" \u017c\u00f3\u0142w \ud83d\ude00 'it''s' \\ ", " \u017c\u00f3\u0142w \ud83d\ude00 'it''s' \\ ");
        texts.put(UUID.fromString("ABCDEF01-2345-4789-8BCD-EF0123456789"), "abcdef01-2345-4789-8bcd-ef0123456789");
        texts.put(new byte[] {0, 1, 0x7f, (byte) 0xab, (byte) 0xff}, "00017fabff");
        texts.put(LocalDate.of(2026, 2, 3), "2026-02-03");
        texts.put(LocalDate.of(1900, 1, 1), "1900-01-01");
        texts.put(LocalDateTime.of(2026, 2, 3, 4, 5, 6), "2026-02-03T04:05:06");
        texts.put(LocalDateTime.of(2026, 12, 31, 23, 59, 59), "2026-12-31T23:59:59");
        return texts;
    }

    /** A table with two key columns, and a further one of every type. */
    private static TableUnderTest wide(TablesUnderTest test) throws Exception {
        return test.table(new TableShape(
                List.of(new Column("id", ColumnType.NUMBER), new Column("region", ColumnType.TEXT)),
                PageContract.KEYS.keySet().stream().map(RowTextContract::column).toList(),
                List.of(new Column("pan", ColumnType.BINARY_VALUE))));
    }

    private static Column column(ColumnType type) {
        return new Column("of" + type.name().toLowerCase(Locale.ROOT), type);
    }

    private static Column column(Object value) {
        ColumnType type = PageContract.KEYS.entrySet().stream()
                .filter(each -> each.getValue().get(0).getClass() == value.getClass())
                .findFirst()
                .orElseThrow()
                .getKey();
        return column(type);
    }

    /** Rows of pages, and those of portions. */
    private static List<List<StoredRow>> everyWayOfReading(TableUnderTest table) throws Exception {
        List<List<StoredRow>> ways = new ArrayList<>();
        ways.add(table.pages(STALE, 3, UNLIMITED));
        table.begin(JOB, 0, Map.of("pan", STALE), 100);
        ways.add(table.drain(ALL, table::lookAt));
        return ways;
    }
}
