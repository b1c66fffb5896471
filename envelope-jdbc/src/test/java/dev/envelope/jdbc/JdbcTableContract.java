package dev.envelope.jdbc;

import static dev.envelope.jdbc.CardTable.JOB;
import static dev.envelope.jdbc.CardTable.NEW;
import static dev.envelope.jdbc.CardTable.OLD;
import static dev.envelope.jdbc.CardTable.SEGMENT;
import static dev.envelope.jdbc.CardTable.counts;
import static dev.envelope.jdbc.CardTable.deadline;
import static dev.envelope.jdbc.CardTable.moveAll;
import static dev.envelope.jdbc.CardTable.stale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.ErrorCode;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a table does on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class JdbcTableContract {

    private final TestDatabase database;
    private HikariDataSource pool;
    CardTable cards;

    JdbcTableContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void connect() throws Exception {
        pool = database.pool(8);
        cards = new CardTable(database, pool);
    }

    @AfterAll
    void disconnect() {
        pool.close();
    }

    @Test
    void all_stale_rows_are_moved_once_and_a_second_round_finds_nothing() throws Exception {
        cards.create();
        cards.insert(1, 95, OLD);
        cards.insert(1000, 40, NEW);
        JdbcTable table = cards.table();

        assertThat(table.beginRound(JOB, 0, stale("pan", "cvc"), SEGMENT, deadline()))
                .isTrue();
        assertThat(counts(table).candidates()).isEqualTo(190);
        assertThat(moveAll(table, 7)).hasSize(190).doesNotHaveDuplicates();

        assertThat(counts(table).written()).isEqualTo(190);
        assertThat(counts(table).isOver()).isTrue();
        for (String column : table.columns()) {
            Census census = table.census(column, deadline());
            assertThat(census.groups()).singleElement().satisfies(group -> {
                assertThat(group.version()).isEqualTo(NEW);
                assertThat(group.rows()).isEqualTo(135);
            });
        }
        assertThat(table.beginRound(JOB, 1, stale("pan", "cvc"), SEGMENT, deadline()))
                .isTrue();
        assertThat(counts(table)).extracting("round", "candidates").containsExactly(2, 0L);
    }

    @Test
    void a_census_counts_labels_plaintext_and_what_can_not_be_read_and_no_nulls() throws Exception {
        cards.create();
        cards.insert(1, 30, OLD);
        cards.insert(100, 12, NEW);
        cards.execute(
                "INSERT INTO cards (id, pan) VALUES (200, '4111'), (201, 'zzzz'), (202, ''), (203, 'env1:CARDS:1:x'),"
                        + " (204, 'env1:cards'), (205, 'env1:zebra:1'), (206, NULL)");

        Census pan = cards.table().census("pan", deadline());

        assertThat(pan.groups()).extracting(Census.Group::version).containsExactly(OLD, NEW);
        assertThat(pan.groups()).extracting(Census.Group::rows).containsExactly(30L, 12L);
        assertThat(pan.groups().get(1).sample().required("id")).matches("1[01].");
        assertThat(pan.groups().get(1).sample().text("tenant")).startsWith("t");
        assertThat(pan.unreadable()).isEqualTo(3);
        assertThat(pan.plaintext()).isEqualTo(3);
        assertThat(cards.table().census("cvc", deadline()).total()).isEqualTo(42);
    }

    @Test
    void a_census_counts_the_largest_of_many_by_what_the_others_leave() throws Exception {
        cards.create();
        cards.insert(1, 12_000, NEW);
        cards.insert(20_000, 30, OLD);
        cards.execute("UPDATE cards SET pan = NULL WHERE id <= 7", "UPDATE cards SET pan = 'plain' WHERE id = 8");

        Census pan = cards.table().census("pan", deadline());

        assertThat(pan.groups()).extracting(Census.Group::rows).containsExactly(30L, 11_992L);
        assertThat(pan.plaintext()).isEqualTo(1);
    }

    @Test
    void labels_with_few_rows_share_segments() throws Exception {
        cards.create();
        Set<KekVersion> stale = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            stale.add(new KekVersion("tenants", "v" + i));
            cards.insert(10 * i, i % 3, new KekVersion("tenants", "v" + i));
            cards.insert(10 * i + 5, 1, new KekVersion("tenants", "v" + i + "x"));
        }
        JdbcTable table = cards.table();

        table.beginRound(JOB, 0, Map.of("pan", new Candidates.Under(stale)), SEGMENT, deadline());

        assertThat(counts(table).candidates()).isEqualTo(60);
        assertThat(counts(table).openSegments()).isLessThanOrEqualTo(8);
        assertThat(moveAll(table, 7)).hasSize(60).doesNotHaveDuplicates();
        assertThat(counts(table)).extracting("done", "left").containsExactly(60L, 0L);
    }

    @Test
    void rows_that_are_all_alike_are_divided_and_each_is_taken_once() throws Exception {
        cards.create();
        for (int id = 0; id < 55; id++) {
            cards.execute("INSERT INTO cards (id, pan) VALUES (" + id + ", '" + "secret".repeat(40) + "')");
        }
        JdbcTable table = cards.table();

        table.beginRound(JOB, 0, Map.of("pan", new Candidates.Plaintext()), SEGMENT, deadline());

        assertThat(counts(table)).extracting("candidates", "openSegments").containsExactly(55L, 6L);
        assertThat(moveAll(table, 7)).hasSize(55).doesNotHaveDuplicates();
    }

    @Test
    void texts_of_any_characters_are_found_as_plaintext() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.anyText(300));
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        List<String> texts = List.of(
                "",
                " ",
                "env1",
                "ENV1:a:b:",
                "\u00e9t\u00e9",
                "\ud83d\ude00".repeat(145),
                "\u00e4".repeat(141),
                "\uffee");
        for (int id = 0; id < texts.size(); id++) {
            insert(id, texts.get(id));
        }

        table.beginRound(JOB, 0, Map.of("pan", new Candidates.Plaintext()), 2, deadline());

        assertThat(moveAll(table, 1)).hasSize(texts.size()).doesNotHaveDuplicates();
        assertThat(table.census("pan", deadline()).plaintext()).isEqualTo(texts.size());
        assertThat(table.page("pan", new Candidates.Plaintext(), null, 100, 1 << 20, deadline()))
                .extracting(row -> new String(row.value(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(texts);
    }

    @Test
    void a_row_that_someone_has_locked_is_left_without_waiting() throws Exception {
        cards.create();
        cards.insert(1, 5, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        try (Connection writer = pool.getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.executeUpdate("UPDATE cards SET tenant = 'other' WHERE id = 3");

            assertThat(moveAll(table, 100)).hasSize(5);

            assertThat(counts(table)).extracting("written", "left").containsExactly(4L, 1L);
            writer.commit();
            writer.setAutoCommit(true);
        }
        assertThat(cards.rows("SELECT id, tenant FROM cards WHERE pan LIKE 'env1:cards:1:%'"))
                .containsExactly("3|other");
    }

    @Test
    void a_writer_between_reading_and_writing_wins() throws Exception {
        cards.create();
        cards.insert(1, 5, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        try (Portion portion = table.take(JOB, 100, 1 << 20, deadline()).orElseThrow()) {
            cards.execute("UPDATE cards SET pan = 'env1:cards:1:newer' WHERE id = 2", "DELETE FROM cards WHERE id = 4");

            int written = portion.complete(
                    portion.rows().stream()
                            .map(row -> CardTable.change(row, true))
                            .toList(),
                    List.of(),
                    0,
                    deadline());

            assertThat(written).isEqualTo(3);
        }
        assertThat(counts(table)).extracting("done", "written", "left").containsExactly(5L, 3L, 2L);
        assertThat(cards.rows("SELECT pan FROM cards WHERE id = 2")).containsExactly("env1:cards:1:newer");
    }

    @Test
    void a_value_that_the_column_is_too_narrow_for_goes_into_the_quarantine_and_nothing_is_cut() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(20));
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        cards.execute("INSERT INTO cards VALUES (1, 'env1:cards:1:aaaaaaa'), (2, 'env1:cards:1:bbb')");
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        try (Portion portion = table.take(JOB, 100, 1 << 20, deadline()).orElseThrow()) {
            int written = portion.complete(
                    portion.rows().stream()
                            .map(row -> new Change(
                                    row,
                                    CardTable.utf8(CardTable.string(row.value()).replace(":1:", ":10:"))))
                            .toList(),
                    List.of(),
                    0,
                    deadline());

            assertThat(written).isEqualTo(1);
        }
        assertThat(cards.rows("SELECT pan FROM cards ORDER BY id"))
                .containsExactly("env1:cards:1:aaaaaaa", "env1:cards:10:bbb");
        assertThat(table.quarantine(JOB, 10, deadline())).singleElement().satisfies(bad -> {
            assertThat(bad.key()).isEqualTo("{\"id\":\"1\"}");
            assertThat(bad.code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(bad.reason()).contains("21 characters", "holds 20").doesNotContain("aaaa");
        });
        assertThat(counts(table)).extracting("written", "bad", "left").containsExactly(1L, 1L, 0L);
    }

    @Test
    void workers_of_two_processes_share_without_taking_a_row_twice() throws Exception {
        cards.create();
        cards.insert(1, 300, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan", "cvc"), SEGMENT, deadline());
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try (HikariDataSource otherPool = database.pool(4)) {
            List<JdbcTable> tables = List.of(table, new CardTable(database, otherPool).table());
            List<Future<List<String>>> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                JdbcTable each = tables.get(i % 2);
                workers.add(executor.submit(() -> moveAll(each, 8)));
            }
            List<String> taken = new ArrayList<>();
            for (Future<List<String>> worker : workers) {
                taken.addAll(worker.get());
            }
            // what one of them held while the others looked
            taken.addAll(moveAll(table, 8));

            assertThat(taken).hasSize(600).doesNotHaveDuplicates();
        } finally {
            executor.shutdown();
        }
        // two columns of one row may be written at the same time: one of them is left then
        assertThat(counts(table).written() + counts(table).left()).isEqualTo(600);
        assertThat(counts(table).isOver()).isTrue();
    }

    @Test
    void a_portion_that_is_closed_gives_its_segment_back() throws Exception {
        cards.create();
        cards.insert(1, 20, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), 20, deadline());
        try (Portion first = table.take(JOB, 5, 1 << 20, deadline()).orElseThrow()) {
            assertThat(first.rows()).hasSize(5);
            assertThat(table.take(JOB, 5, 1 << 20, deadline())).isEmpty();
        }

        assertThat(moveAll(table, 100)).hasSize(20);
    }

    @Test
    void a_portion_is_over_when_it_was_completed() throws Exception {
        cards.create();
        cards.insert(1, 5, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), 20, deadline());
        Portion portion = table.take(JOB, 5, 1 << 20, deadline()).orElseThrow();
        portion.complete(List.of(), List.of(), 5, deadline());

        assertThatIllegalStateException().isThrownBy(() -> portion.complete(List.of(), List.of(), 0, deadline()));
        portion.close();
        assertThat(counts(table).left()).isEqualTo(5);
    }

    @Test
    void no_more_bytes_are_taken_than_asked_for_but_at_least_one_row() throws Exception {
        cards.create();
        for (int id = 0; id < 10; id++) {
            cards.execute("INSERT INTO cards (id, pan) VALUES (" + id + ", 'env1:cards:1:" + "a".repeat(87) + "')");
        }
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), 20, deadline());
        try (Portion one = table.take(JOB, 100, 1, deadline()).orElseThrow()) {
            assertThat(one.rows()).hasSize(1);
        }
        try (Portion some = table.take(JOB, 100, 350, deadline()).orElseThrow()) {
            assertThat(some.rows()).hasSize(3);
            some.complete(List.of(), List.of(), 0, deadline());
        }
        assertThat(moveAll(table, 100)).hasSize(7);
        assertThat(table.page("pan", new Candidates.Envelopes(), null, 100, 250, deadline()))
                .hasSize(2);
    }

    @Test
    void a_round_that_someone_begins_is_not_waited_for() throws Exception {
        cards.create();
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        try (Connection other = pool.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE envelope_rotation_job SET round = 2");

            assertThat(table.beginRound(JOB, 1, stale("pan"), SEGMENT, deadline()))
                    .isFalse();
            other.commit();
            other.setAutoCommit(true);
        }
        assertThat(table.beginRound(JOB, 1, stale("pan"), SEGMENT, deadline())).isTrue();
        assertThat(counts(table).round()).isEqualTo(2);
    }

    @Test
    void bad_rows_of_the_round_are_in_quarantine_in_order_and_those_that_are_mended_are_not() throws Exception {
        cards.create();
        cards.insert(1, 12, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        moveAll(table, 5, row -> bad(row, "3", "7"));
        table.beginRound(JOB, 1, stale("pan"), SEGMENT, deadline());
        moveAll(table, 5, row -> bad(row, "7"));

        assertThat(table.quarantine(JOB, 10, deadline()))
                .containsExactly(new BadRow("pan", "{\"id\":\"7\"}", ErrorCode.CONTENT_REFUSED, "not so"));
        table.beginRound(JOB, 2, stale("pan"), SEGMENT, deadline());
        assertThat(cards.number("SELECT count(*) FROM envelope_rotation_quarantine"))
                .isEqualTo(1);
        table.forget(JOB, deadline());
        assertThat(cards.number("SELECT count(*) FROM envelope_rotation_quarantine"))
                .isZero();
        assertThat(counts(table)).isEqualTo(RoundCounts.NONE);
    }

    @Test
    void pages_come_in_the_order_of_keys_and_hold_candidates_only() throws Exception {
        cards.create();
        cards.insert(1, 25, OLD);
        cards.insert(100, 25, NEW);
        JdbcTable table = cards.table();
        Set<KekVersion> many = new HashSet<>(Set.of(OLD));
        for (int i = 0; i < 40; i++) {
            many.add(new KekVersion("other", "x" + i));
        }

        assertThat(pages(table, new Candidates.Under(Set.of(OLD)))).isEqualTo(ids(1, 25));
        assertThat(pages(table, new Candidates.Under(many))).isEqualTo(ids(1, 25));
        assertThat(pages(table, new Candidates.Envelopes())).hasSize(50);
        assertThat(pages(table, new Candidates.Under(Set.of()))).isEmpty();
    }

    @Test
    void a_fresh_envelope_takes_the_place_of_the_one_that_was_read_and_of_no_other() throws Exception {
        cards.create();
        cards.execute("INSERT INTO cards (id, pan) VALUES (1, 'env1:cards:1:a')");
        cards.execute("UPDATE cards SET cvc = " + database.bytes("454e5601") + " WHERE id = 1");
        JdbcTable table = cards.table();

        assertThat(table.replace("pan", Map.of("id", 1L), "env1:cards:1:A", "env1:cards:2:b"))
                .isFalse();
        assertThat(table.replace("pan", Map.of("id", "2"), "env1:cards:1:a", "env1:cards:2:b"))
                .isFalse();
        assertThat(table.replace("pan", Map.of("id", "1"), "env1:cards:1:a", "x".repeat(701)))
                .isFalse();
        assertThat(table.replace("pan", Map.of("id", "1"), "env1:cards:1:a", "env1:cards:2:b"))
                .isTrue();
        assertThat(table.replace("cvc", Map.of("id", 1), new byte[] {'E', 'N', 'V', 1}, new byte[] {7}))
                .isTrue();
        assertThat(cards.rows("SELECT pan FROM cards")).containsExactly("env1:cards:2:b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.replace("pan", Map.of("ID", 1), "env1:cards:1:a", "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.replace("tenant", Map.of("id", 1), "env1:cards:1:a", "b"));
    }

    @Test
    void an_envelope_is_replaced_within_the_transaction_of_the_application() throws Exception {
        cards.create();
        cards.execute("INSERT INTO cards (id, pan) VALUES (1, 'env1:cards:1:a')");
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);

            assertThat(cards.table().replace(connection, "pan", Map.of("id", 1), "env1:cards:1:a", "env1:cards:2:b"))
                    .isTrue();
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(cards.rows("SELECT pan FROM cards")).containsExactly("env1:cards:1:a");
    }

    @Test
    void keys_of_several_columns_and_of_any_type_tell_rows_apart() throws Exception {
        for (Map.Entry<String, List<String>> type : cards.keyTypes().entrySet()) {
            cards.createAs("a " + type.getKey() + " NOT NULL, b SMALLINT NOT NULL, pan " + cards.text(300)
                    + ", PRIMARY KEY (a, b)");
            JdbcTable table =
                    JdbcTable.of(pool, "cards").key("a").key("b").column("pan").build();
            cards.createIndexes(table);
            for (String literal : type.getValue()) {
                for (int b = 0; b < 7; b++) {
                    cards.execute("INSERT INTO cards VALUES (" + literal + ", " + b + ", 'env1:cards:1:same')");
                }
            }
            int rows = 7 * type.getValue().size();

            table.beginRound(JOB, 0, stale("pan"), 4, deadline());

            assertThat(pages(table, new Candidates.Envelopes()))
                    .as(type.getKey())
                    .hasSize(rows)
                    .doesNotHaveDuplicates();
            assertThat(moveAll(table, 3)).as(type.getKey()).hasSize(rows).doesNotHaveDuplicates();
            assertThat(counts(table).written()).as(type.getKey()).isEqualTo(rows);
            StoredRow row = table.page("pan", new Candidates.Envelopes(), null, 1, 1, deadline())
                    .get(0);
            assertThat(table.replace("pan", row.key(), CardTable.string(row.value()), "env1:cards:3:x"))
                    .as(type.getKey())
                    .isTrue();
        }
    }

    @Test
    void names_are_found_in_any_case_and_with_any_character() throws Exception {
        String q = cards.isMySql() ? "`" : "\"";
        cards.createAs(
                "id BIGINT PRIMARY KEY, " + (q + "Pan No;x" + q) + " " + cards.text(300) + ", TeNaNt VARCHAR(9)");
        JdbcTable table = JdbcTable.of(pool, "CARDS")
                .key("ID")
                .column("Pan No;x")
                .reading("tenant")
                .build();
        cards.createIndexes(table);
        cards.execute("INSERT INTO cards VALUES (1, 'env1:cards:1:a', 'x')");

        table.beginRound(JOB, 0, stale("Pan No;x"), SEGMENT, deadline());

        try (Portion portion = table.take(JOB, 1, 1, deadline()).orElseThrow()) {
            StoredRow row = portion.rows().get(0);
            assertThat(row.column()).isEqualTo("Pan No;x");
            assertThat(row.key()).containsExactly(Map.entry("ID", "1"));
            assertThat(row.text("tenant")).isEqualTo("x");
            assertThatIllegalArgumentException().isThrownBy(() -> row.text("TENANT"));
            assertThat(portion.complete(List.of(CardTable.change(row, true)), List.of(), 0, deadline()))
                    .isEqualTo(1);
        }
    }

    @Test
    void columns_are_shown_alike_by_all_databases() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(300) + ", " + cards.shownColumns());
        JdbcTable table = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .reading("n", "u", "d", "ts", "at_time", "at_instant", "raw", "flag", "nothing")
                .build();
        cards.createIndexes(table);
        cards.execute("INSERT INTO cards VALUES (9007199254740993, 'env1:cards:1:a', " + cards.shownValues() + ")");

        StoredRow row = table.page("pan", new Candidates.Envelopes(), null, 1, 1, deadline())
                .get(0);

        assertThat(row.text("id")).isEqualTo("9007199254740993");
        assertThat(row.text("n")).isEqualTo("1234567890.50");
        assertThat(row.text("u")).isEqualTo("0f0e0d0c-0b0a-0908-0706-050403020100");
        assertThat(row.text("d")).isEqualTo("2026-02-03");
        assertThat(row.text("ts")).isEqualTo("2026-02-03T04:05:00");
        assertThat(row.text("at_time")).isEqualTo("04:05:06");
        assertThat(row.text("at_instant")).isEqualTo("2026-02-03T02:05:06.5Z");
        assertThat(row.text("raw")).isEqualTo("00ff10");
        assertThat(row.text("flag")).isEqualTo("true");
        assertThat(row.text("nothing")).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.required("nothing"))
                .withMessageContaining("nothing");
    }

    @Test
    void missing_tables_and_columns_are_reported_with_what_to_do() throws Exception {
        cards.create();

        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> JdbcTable.of(pool, "no_such_table")
                        .key("id")
                        .column("pan")
                        .build()
                        .census("pan", deadline()))
                .withMessageContaining("no table of this name");
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> JdbcTable.of(pool, "cards")
                        .key("id")
                        .column("cvv")
                        .build()
                        .indexes())
                .withMessageContaining("no column cvv");
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> JdbcTable.of(pool, "cards")
                        .key("pan")
                        .column("id")
                        .build()
                        .isText("id", deadline()))
                .withMessageContaining("neither texts nor binary values");
        JdbcTable stateless = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .stateSchema("no_such_schema")
                .build();
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> stateless.counts(JOB, deadline()))
                .withMessageContaining("run the file rotation-");
    }

    @Test
    void a_table_in_order_has_no_warnings() throws Exception {
        cards.create();
        cards.insert(1, 20, OLD);

        assertThat(cards.table().warnings((length, text) -> length, deadline())).isEmpty();
    }

    @Test
    void what_rotation_suffers_from_is_warned_of() throws Exception {
        cards.createAs("id BIGINT, pan " + cards.text(40) + ", other " + cards.text(40) + ", note VARCHAR(9)");
        cards.execute(
                "CREATE UNIQUE INDEX cards_pan_unique ON cards (pan)", "CREATE INDEX cards_two ON cards (id, other)");
        cards.execute("INSERT INTO cards VALUES (1, 'env1:cards:1:" + "a".repeat(20) + "', 'x', 'y')");
        JdbcTable table = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .column("other")
                .build();

        List<String> warnings = table.warnings((length, text) -> length + 10, deadline());

        assertThat(warnings)
                .anySatisfy(each -> assertThat(each).contains("No unique index of table", "primary key"))
                .anySatisfy(each -> assertThat(each).containsIgnoringCase("unique indexes or keys: cards_pan_unique"))
                .anySatisfy(each ->
                        assertThat(each).containsIgnoringCase("has no use for").containsIgnoringCase("cards_two"))
                .anySatisfy(each -> assertThat(each)
                        .contains(
                                "No index finds values of column other",
                                table.indexes().get(1)))
                .anySatisfy(each ->
                        assertThat(each).contains("Column pan holds 40 characters", "of 33 bytes, will have 43"));
    }

    @Test
    void a_builder_refuses_what_makes_no_table() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcTable.of(pool, "cards").column("pan").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcTable.of(pool, "cards").key("id").build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> JdbcTable.of(pool, "cards").key("id").column("id").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcTable.of(pool, "cards").stateSchema("a.b"));
        assertThatIllegalArgumentException().isThrownBy(() -> JdbcTable.of(pool, ""));
    }

    private void insert(int id, String pan) throws Exception {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO cards (id, pan) VALUES (?, ?)")) {
            statement.setInt(1, id);
            statement.setString(2, pan);
            statement.executeUpdate();
        }
    }

    private static Optional<BadRow> bad(StoredRow row, String... ids) {
        return List.of(ids).contains(row.required("id"))
                ? Optional.of(BadRow.of(row, ErrorCode.CONTENT_REFUSED, "not so"))
                : Optional.empty();
    }

    private static List<String> pages(JdbcTable table, Candidates candidates) {
        List<String> keys = new ArrayList<>();
        StoredRow last = null;
        while (true) {
            List<StoredRow> page = table.page("pan", candidates, last, 4, 1 << 20, deadline());
            if (page.isEmpty()) {
                return keys;
            }
            page.forEach(row -> keys.add(String.join("/", row.key().values())));
            last = page.get(page.size() - 1);
        }
    }

    private static List<String> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }
}
