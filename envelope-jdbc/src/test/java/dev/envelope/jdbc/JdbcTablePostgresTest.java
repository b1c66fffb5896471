package dev.envelope.jdbc;

import static dev.envelope.jdbc.CardTable.JOB;
import static dev.envelope.jdbc.CardTable.NEW;
import static dev.envelope.jdbc.CardTable.OLD;
import static dev.envelope.jdbc.CardTable.SEGMENT;
import static dev.envelope.jdbc.CardTable.counts;
import static dev.envelope.jdbc.CardTable.deadline;
import static dev.envelope.jdbc.CardTable.moveAll;
import static dev.envelope.jdbc.CardTable.stale;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.LocalKey;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.StoredRow;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a table does on PostgreSQL alone. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JdbcTablePostgresTest {

    private HikariDataSource pool;
    private CardTable cards;

    @BeforeAll
    void connect() throws Exception {
        pool = TestDatabase.POSTGRESQL.pool(8);
        cards = new CardTable(TestDatabase.POSTGRESQL, pool);
    }

    @AfterAll
    void disconnect() {
        pool.close();
    }

    @Test
    void a_trigger_sees_that_the_envelope_was_set_and_nothing_else() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan TEXT, updated_at TIMESTAMPTZ DEFAULT '2020-01-01'");
        cards.execute(
                "DROP TABLE IF EXISTS changes",
                "CREATE TABLE changes (what TEXT)",
                "CREATE OR REPLACE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " INSERT INTO changes SELECT n.key FROM jsonb_each(to_jsonb(NEW)) n"
                        + " JOIN jsonb_each(to_jsonb(OLD)) o ON o.key = n.key AND o.value <> n.value; RETURN NEW; END $$",
                "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$",
                "CREATE TRIGGER recording AFTER UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION record_change()",
                "CREATE TRIGGER touching BEFORE UPDATE OF id, updated_at ON cards FOR EACH ROW EXECUTE FUNCTION touch()",
                "INSERT INTO cards SELECT i, 'env1:cards:1:' || i FROM generate_series(1, 30) i");
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());

        moveAll(table, 100);

        assertThat(cards.rows("SELECT what, count(*) FROM changes GROUP BY what"))
                .containsExactly("pan|30");
        assertThat(cards.number("SELECT count(*) FROM cards WHERE updated_at <> '2020-01-01'"))
                .isZero();
        assertThat(table.warnings((length, text) -> length, deadline()))
                .singleElement()
                .asString()
                .contains("triggers", "recording")
                .doesNotContain("touching");
    }

    @Test
    void no_statement_reads_the_whole_table() throws Exception {
        for (String column : List.of("pan", "cvc")) {
            ExplainedQueries explained = bigTable();
            JdbcTable table = JdbcTable.of(explained, "cards")
                    .key("id")
                    .column(column)
                    .reading("tenant")
                    .build();

            Census census = table.census(column, deadline());
            table.beginRound(JOB, 0, stale(column), 100, deadline());
            moveAll(table, 70);

            assertThat(census.groups()).extracting(Census.Group::rows).containsExactly(500L, 49_500L);
            assertThat(counts(table).written()).isEqualTo(500);
            assertThat(explained.plans())
                    .filteredOn(line -> line.contains("Seq Scan on cards"))
                    .isEmpty();
            assertThat(explained.plans()).anyMatch(line -> line.contains("using cards_" + column + "_envelope"));
        }
    }

    @Test
    void many_labels_are_counted_and_taken_by_the_index() throws Exception {
        cards.create();
        cards.execute(
                "INSERT INTO cards SELECT i, 't', 'env1:tenants:t' || i / 2 || ':' || md5(i::text) FROM generate_series(0, 5999) i",
                "ANALYZE cards");
        ExplainedQueries explained = new ExplainedQueries(pool);
        JdbcTable table =
                JdbcTable.of(explained, "cards").key("id").column("pan").build();
        Set<KekVersion> stale = IntStream.range(0, 1000)
                .mapToObj(i -> new KekVersion("tenants", "t" + 3 * i))
                .collect(Collectors.toSet());

        Census census = table.census("pan", deadline());
        table.beginRound(JOB, 0, Map.of("pan", new Candidates.Under(stale)), 200, deadline());

        assertThat(census.groups()).hasSize(3000).allMatch(group -> group.rows() == 2);
        assertThat(counts(table)).extracting("candidates", "openSegments").containsExactly(2000L, 10L);
        assertThat(moveAll(table, 70)).hasSize(2000).doesNotHaveDuplicates();
        assertThat(explained.plans()).noneMatch(line -> line.contains("Seq Scan on cards"));
        assertThat(explained.plans())
                .filteredOn(line -> line.startsWith("SELECT v"))
                .hasSizeLessThan(150);
    }

    @Test
    void a_row_that_the_database_refuses_does_not_keep_the_others_from_being_written() throws Exception {
        cards.execute("DROP TABLE IF EXISTS cards");
        cards.createAs("id BIGINT PRIMARY KEY, pan TEXT NOT NULL CHECK (id <> 7 OR pan NOT LIKE 'env1:cards:2:%')");
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        cards.execute(
                "INSERT INTO cards SELECT i, 'env1:cards:1:' || i FROM generate_series(1, 50) i",
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF NEW.id = 11 THEN RAISE EXCEPTION 'not this one: %', NEW.pan; END IF; RETURN NEW; END $$",
                "CREATE TRIGGER refuse BEFORE UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION refuse()");
        table.beginRound(JOB, 0, stale("pan"), 1000, deadline());

        int written;
        List<BadRow> refused;
        try (Portion portion = table.take(JOB, 100, 1 << 20, deadline()).orElseThrow()) {
            List<Change> changes = portion.rows().stream()
                    .map(row -> new Change(row, ("env1:cards:2:" + row.required("id")).getBytes(UTF_8)))
                    .toList();
            written = portion.complete(changes, List.of(), 0, deadline());
            refused = portion.refused();
        }

        assertThat(written).isEqualTo(48);
        assertThat(refused).extracting(BadRow::key).containsExactlyInAnyOrder("{\"id\":\"7\"}", "{\"id\":\"11\"}");
        assertThat(refused).extracting(BadRow::reason).noneMatch(reason -> reason.contains("env1"));
        assertThat(table.quarantine(JOB, 10, deadline())).hasSize(2);
        assertThat(counts(table)).extracting("done", "written", "bad", "left").containsExactly(50L, 48L, 2L, 0L);
    }

    @Test
    void a_column_that_pads_its_values_is_refused() throws Exception {
        cards.execute("DROP TABLE IF EXISTS cards");
        cards.createAs("id BIGINT PRIMARY KEY, pan CHAR(500)");
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();

        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> table.census("pan", deadline()))
                .withMessageContaining("pads values with spaces");
    }

    @Test
    void a_collation_that_ignores_case_and_accents_makes_no_two_envelopes_one() throws Exception {
        cards.execute(
                "DROP TABLE IF EXISTS cards",
                "CREATE COLLATION IF NOT EXISTS ignoring (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
        cards.createAs("id TEXT COLLATE ignoring PRIMARY KEY, pan TEXT COLLATE ignoring");
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        cards.execute(
                "INSERT INTO cards VALUES ('a', 'env1:cards:1:x'), ('b', 'ENV1:cards:1:x'), ('c', 'env1:cards:1:X'),"
                        + " ('d', '\u00e9nv1:cards:1:x')");
        Census census = table.census("pan", deadline());
        table.beginRound(JOB, 0, stale("pan"), 1, deadline());
        try (Portion portion = table.take(JOB, 1, 1, deadline()).orElseThrow()) {
            assertThat(portion.rows().get(0).required("id")).isEqualTo("c");
            cards.execute("UPDATE cards SET pan = 'env1:cards:1:x' WHERE id = 'c'");

            assertThat(portion.complete(
                            List.of(CardTable.change(portion.rows().get(0), true)), List.of(), 0, deadline()))
                    .isZero();
        }

        assertThat(census.groups())
                .singleElement()
                .satisfies(group -> assertThat(group.rows()).isEqualTo(2));
        assertThat(census.plaintext()).isEqualTo(2);
        // by its new value, the row is in the other segment
        assertThat(moveAll(table, 1)).containsExactly("pan[a]", "pan[c]");
        assertThat(table.warnings((length, text) -> length, deadline())).isEmpty();
    }

    @Test
    void a_worker_whose_connection_is_killed_loses_its_segment_and_nothing_else() throws Exception {
        cards.create();
        cards.insert(1, 5, OLD);
        JdbcTable table = cards.table();
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        try (Portion portion = table.take(JOB, 100, 1 << 20, deadline()).orElseThrow()) {
            cards.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid <>"
                            + " pg_backend_pid()");

            assertThatExceptionOfType(EnvelopeException.class)
                    .isThrownBy(() -> portion.complete(
                            portion.rows().stream()
                                    .map(row -> CardTable.change(row, true))
                                    .toList(),
                            List.of(),
                            0,
                            deadline()))
                    .matches(EnvelopeException::isRetryable);
        }

        assertThat(counts(table)).extracting("done", "openSegments").containsExactly(0L, 1L);
        assertThat(moveAll(table, 100)).hasSize(5);
    }

    @Test
    void rows_of_a_partitioned_table_are_written_each_in_its_partition() throws Exception {
        cards.createAs("id BIGINT, pan TEXT, PRIMARY KEY (id)) PARTITION BY RANGE (id");
        cards.execute(
                "CREATE TABLE cards_low PARTITION OF cards FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE cards_high PARTITION OF cards FOR VALUES FROM (10) TO (100)",
                "INSERT INTO cards SELECT i, 'env1:cards:1:' || i FROM generate_series(1, 40) i");
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());

        moveAll(table, 100);

        assertThat(cards.number("SELECT count(*) FROM cards WHERE pan = 'env1:cards:2:' || id"))
                .isEqualTo(40);
    }

    @Test
    void what_only_postgresql_has_is_warned_of() throws Exception {
        cards.execute("DROP TABLE IF EXISTS cards_of_cards");
        cards.createAs(
                "id BIGINT PRIMARY KEY, pan TEXT UNIQUE, shown TEXT GENERATED ALWAYS AS (left(pan, 9)) STORED, cvc BYTEA");
        cards.execute(
                "CREATE TABLE cards_of_cards (pan TEXT CONSTRAINT of_cards REFERENCES cards (pan))",
                "CREATE RULE nothing_else AS ON UPDATE TO cards DO ALSO SELECT 1",
                "ALTER TABLE cards REPLICA IDENTITY FULL",
                "CREATE INDEX cards_cvc_partial ON cards (substring(cvc FROM 1 FOR 140)) WHERE id > 7",
                "CREATE INDEX cards_pan_locale ON cards (left(pan, 140))");
        JdbcTable table = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .column("cvc")
                .build();

        List<String> warnings = table.warnings((length, text) -> length, deadline());

        assertThat(warnings)
                .anyMatch(each -> each.contains("rules for updates") && each.contains("nothing_else"))
                .anyMatch(each -> each.contains("REPLICA IDENTITY FULL"))
                .anyMatch(each -> each.contains("Generated columns are made of column pan") && each.contains("shown"))
                .anyMatch(each -> each.contains("unique indexes") && each.contains("cards_pan_key"))
                .anyMatch(each -> each.contains("foreign keys") && each.contains("of_cards"))
                .anyMatch(each -> each.contains("No index finds values of column cvc")
                        && each.contains("CREATE INDEX CONCURRENTLY \"cards_cvc_envelope\" ON \"public\".\"cards\""
                                + " (substring(\"cvc\" FROM 1 FOR 140))"))
                .anyMatch(each -> each.contains("REFERENCES") || each.contains("No index finds values of column pan"));
        cards.execute("DROP TABLE cards_of_cards");
    }

    @Test
    void the_table_and_the_state_may_stand_in_schemas_of_their_own() throws Exception {
        cards.create();
        cards.execute(
                "DROP SCHEMA IF EXISTS \"App\" CASCADE",
                "DROP SCHEMA IF EXISTS ops CASCADE",
                "CREATE SCHEMA \"App\"",
                "CREATE SCHEMA ops",
                "CREATE TABLE ops.envelope_rotation_job (LIKE envelope_rotation_job INCLUDING ALL)",
                "CREATE TABLE ops.envelope_rotation_segment (LIKE envelope_rotation_segment INCLUDING ALL)",
                "CREATE TABLE ops.envelope_rotation_quarantine (LIKE envelope_rotation_quarantine INCLUDING ALL)",
                "CREATE TABLE \"App\".cards (id INT PRIMARY KEY, pan TEXT)",
                "INSERT INTO \"App\".cards VALUES (1, 'env1:cards:1:x')");
        JdbcTable table = JdbcTable.of(pool, "cards")
                .schema("App")
                .stateSchema("ops")
                .key("id")
                .column("pan")
                .build();

        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());

        assertThat(moveAll(table, 1)).hasSize(1);
        assertThat(cards.number("SELECT count(*) FROM ops.envelope_rotation_job"))
                .isEqualTo(1);
        assertThat(cards.number("SELECT count(*) FROM envelope_rotation_job")).isZero();
    }

    /** 50 000 rows, of which 1 % are stale. */
    private ExplainedQueries bigTable() throws Exception {
        cards.create();
        cards.execute(
                "INSERT INTO cards SELECT i, 't', v, convert_to(replace(v, 'env1:cards:', ''), 'UTF8') FROM (SELECT i,"
                        + " 'env1:cards:' || CASE WHEN i % 100 = 0 THEN 1 ELSE 2 END || ':' || repeat(md5(i::text), 5) AS v"
                        + " FROM generate_series(1, 50000) i) s");
        for (KekVersion version : List.of(OLD, NEW)) {
            cards.execute("UPDATE cards SET cvc = decode('"
                    + HexFormat.of().formatHex(version.beginning(false))
                    + "', 'hex') || cvc WHERE pan LIKE 'env1:cards:"
                    + version.version() + ":%'");
        }
        cards.execute("VACUUM ANALYZE cards");
        return new ExplainedQueries(pool);
    }

    @Test
    void tables_of_one_name_in_two_schemas_and_columns_of_one_table_share_no_job() throws Exception {
        cards.execute("DROP SCHEMA IF EXISTS other CASCADE", "CREATE SCHEMA other");
        cards.createAs("id BIGINT PRIMARY KEY, pan TEXT, cvc TEXT");
        cards.execute("CREATE TABLE other.cards (id BIGINT PRIMARY KEY, pan TEXT, cvc TEXT)");
        EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.ephemeral("cards"));

        List<RotationStore> tables = List.of(
                JdbcTable.of(pool, "cards").key("id").column("pan").build(),
                JdbcTable.of(pool, "cards").key("id").column("cvc").build(),
                JdbcTable.of(pool, "cards")
                        .schema("other")
                        .key("id")
                        .column("pan")
                        .build());
        for (RotationStore table : tables) {
            RotationJob.rewrapping(table)
                    .cipher(cipher)
                    .context(row -> EncryptionContext.none())
                    .build()
                    .run();
        }

        assertThat(cards.rows("SELECT job FROM envelope_rotation_job ORDER BY job"))
                .containsExactly("rewrap cards (cvc)", "rewrap cards (pan)", "rewrap other.cards (pan)");
    }

    @Test
    void a_value_is_shown_alike_whether_the_driver_gets_it_as_text_or_as_bytes() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan TEXT, f REAL, d FLOAT8, a INT[], p POINT");
        cards.execute("INSERT INTO cards VALUES (1, 'env1:cards:1:x', 0.1, 0.1, '{1,2}', '(1,2)')");
        JdbcTable table = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .reading("f", "d", "a", "p")
                .build();
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) { // often enough for each connection of the pool to prepare it
            StoredRow row = table.page("pan", new Candidates.Envelopes(), null, 1, 1, deadline())
                    .get(0);
            seen.add(List.of(row.required("f"), row.required("d"), row.required("a"), row.required("p")));
        }

        assertThat(seen).containsExactly(List.of("0.1", "0.1", "{1,2}", "(1,2)"));
    }

    @Test
    void a_record_that_a_text_column_has_no_characters_for_stays_encrypted_and_stops_no_job() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan TEXT");
        EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.ephemeral("cards"));
        cards.execute("INSERT INTO cards VALUES (1, '" + cipher.encryptToText("a", EncryptionContext.none())
                + "'), (2, '" + cipher.encryptToText("b\0", EncryptionContext.none()) + "')");
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();

        RotationReport report = RotationJob.insecurelyDecrypting(table)
                .cipher(cipher)
                .context(row -> EncryptionContext.none())
                .build()
                .run();

        assertThat(report.ending()).isEqualTo(RotationReport.Ending.DONE);
        assertThat(report.bad())
                .extracting(row -> row.key() + row.code())
                .containsExactly("{\"id\":\"2\"}invalid-text");
        assertThat(cards.rows("SELECT pan FROM cards WHERE id = 1")).containsExactly("a");
    }

    @Test
    void a_key_column_may_be_called_as_a_bound_of_a_range_is() throws Exception {
        cards.createAs("range_from BIGINT PRIMARY KEY, pan TEXT");
        cards.execute("INSERT INTO cards SELECT i, 'env1:cards:' || i || ':x' FROM generate_series(0, 2) i");
        JdbcTable table =
                JdbcTable.of(pool, "cards").key("range_from").column("pan").build();
        Set<KekVersion> three = Set.of(new KekVersion("cards", "0"), OLD, NEW);
        table.beginRound(JOB, 0, Map.of("pan", new Candidates.Under(three)), 10, deadline());

        assertThat(moveAll(table, 10)).hasSize(3);
    }
}
