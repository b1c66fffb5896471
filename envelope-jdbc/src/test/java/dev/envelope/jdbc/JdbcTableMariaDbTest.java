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

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Census;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.StoredRow;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a table does on MariaDB alone. */
@RequiresDatabase(TestDatabase.MARIADB)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JdbcTableMariaDbTest {

    private HikariDataSource pool;
    private CardTable cards;

    @BeforeAll
    void connect() throws Exception {
        pool = TestDatabase.MARIADB.pool(8);
        cards = new CardTable(TestDatabase.MARIADB, pool);
    }

    @AfterAll
    void disconnect() {
        pool.close();
    }

    @Test
    void a_trigger_sees_that_the_envelope_was_set_and_nothing_else() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(300)
                + ", updated_at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP");
        cards.execute(
                "DROP TABLE IF EXISTS changes",
                "CREATE TABLE changes (id INT, pan INT, updated_at INT)",
                "CREATE TRIGGER recording AFTER UPDATE ON cards FOR EACH ROW INSERT INTO changes VALUES"
                        + " (OLD.id <> NEW.id, OLD.pan <> NEW.pan, OLD.updated_at <> NEW.updated_at)");
        for (int id = 1; id <= 12; id++) {
            cards.execute("INSERT INTO cards (id, pan) VALUES (" + id + ", 'env1:cards:1:" + id + "')");
        }
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());

        moveAll(table, 100);

        assertThat(cards.rows("SELECT SUM(id), SUM(pan), SUM(updated_at) FROM changes"))
                .containsExactly("0|12|0");
        assertThat(cards.rows("SELECT DISTINCT updated_at FROM cards"))
                .singleElement()
                .asString()
                .startsWith("2020-01-01 00:00:00");
        assertThat(table.warnings((length, text) -> length, deadline()))
                .singleElement()
                .asString()
                .contains("triggers", "recording");
    }

    @Test
    void no_statement_reads_the_whole_table() throws Exception {
        bigTable();
        for (String column : List.of("pan", "cvc")) {
            ExplainedQueries explained = new ExplainedQueries(pool);
            JdbcTable table = JdbcTable.of(explained, "cards")
                    .key("id")
                    .column(column)
                    .reading("tenant")
                    .build();
            table.forget(JOB, deadline());

            Census census = table.census(column, deadline());
            table.beginRound(JOB, 0, stale(column), 100, deadline());
            moveAll(table, 70);

            assertThat(census.groups()).extracting(Census.Group::rows).containsExactly(500L, 49_500L);
            assertThat(counts(table).written()).isEqualTo(500);
            assertThat(explained.plans())
                    .filteredOn(line -> line.contains("|table=cards|"))
                    // all rows are counted in the clustered index: one over prefixes covers nothing
                    .filteredOn(line -> !line.contains("SIMPLE") || !line.endsWith("|Extra="))
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("|type=ALL|") || line.contains("|key=null|"))
                    .anyMatch(line -> line.contains("|key=cards_" + column + "_envelope|"));
        }
    }

    @Test
    void a_collation_that_ignores_case_and_accents_makes_no_two_envelopes_one() throws Exception {
        cards.createAs("id VARCHAR(9) PRIMARY KEY, pan VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
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
        assertThat(table.warnings((length, text) -> length, deadline()))
                .singleElement()
                .asString()
                .contains("utf8mb4_general_ci", "COLLATE ascii_bin");
    }

    @Test
    void values_that_a_collation_pads_are_found_all_the_same() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(300));
        JdbcTable table = JdbcTable.of(pool, "cards").key("id").column("pan").build();
        cards.createIndexes(table);
        cards.execute(
                "INSERT INTO cards VALUES (1, 'env1:cards:1:\u0001'), (2, 'env1:cards:1:'), (3, 'env1:cards:1: '),"
                        + " (4, 'env1:cards:1:\u0000x'), (5, 'env1:cards:1'), (6, 'env1:cards:1\u0001')");

        Census census = table.census("pan", deadline());
        table.beginRound(JOB, 0, stale("pan"), 1, deadline());

        assertThat(census.groups())
                .singleElement()
                .satisfies(group -> assertThat(group.rows()).isEqualTo(4));
        assertThat(census.unreadable()).isEqualTo(2);
        assertThat(moveAll(table, 1)).containsExactlyInAnyOrder("pan[1]", "pan[2]", "pan[3]", "pan[4]");
    }

    @Test
    void nothing_is_cut_where_the_server_would_cut_it() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan TINYBLOB");
        cards.execute("INSERT INTO cards VALUES (1, X'454e560105636172647301310000')");
        TestDatabase.Address address = TestDatabase.MARIADB.address();
        try (HikariDataSource lenient = TestDatabase.pool(
                new TestDatabase.Address(
                        address.url() + "?sessionVariables=sql_mode=''", address.user(), address.password()),
                2)) {
            JdbcTable table =
                    JdbcTable.of(lenient, "cards").key("id").column("pan").build();
            table.beginRound(JOB, 0, stale("pan"), 1, deadline());
            try (Portion portion = table.take(JOB, 1, 1, deadline()).orElseThrow()) {
                portion.complete(List.of(new Change(portion.rows().get(0), new byte[256])), List.of(), 0, deadline());
            }
            assertThat(counts(table).bad()).isEqualTo(1);
        }
        assertThat(cards.rows("SELECT HEX(pan) FROM cards")).containsExactly("454E560105636172647301310000");
    }

    @Test
    void a_worker_whose_connection_is_killed_loses_its_segment_and_nothing_else() throws Exception {
        cards.create();
        cards.insert(1, 5, OLD);
        try (HikariDataSource one = TestDatabase.MARIADB.pool(1)) {
            JdbcTable table = JdbcTable.of(one, "cards").key("id").column("pan").build();
            table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
            long connection;
            try (var c = one.getConnection();
                    var s = c.createStatement();
                    var id = s.executeQuery("SELECT CONNECTION_ID()")) {
                id.next();
                connection = id.getLong(1);
            }
            try (Portion portion = table.take(JOB, 100, 1 << 20, deadline()).orElseThrow()) {
                cards.execute("KILL " + connection);

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
    }

    @Test
    void what_only_mysql_and_mariadb_have_is_warned_of() throws Exception {
        cards.execute("DROP TABLE IF EXISTS cards_of_cards");
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(300)
                + " UNIQUE, shown VARCHAR(9) AS (LEFT(pan, 9)) STORED, cvc"
                + " VARBINARY(300), KEY short_one (cvc(20))");
        cards.execute("CREATE TABLE cards_of_cards (pan " + cards.text(300)
                + ", CONSTRAINT of_cards FOREIGN KEY (pan) REFERENCES cards (pan))");
        JdbcTable table = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .column("cvc")
                .build();

        List<String> warnings = table.warnings((length, text) -> length, deadline());

        assertThat(warnings)
                .anyMatch(each -> each.contains("Generated columns are made of column pan") && each.contains("shown"))
                .anyMatch(each -> each.contains("unique indexes") && each.contains("pan"))
                .anyMatch(each -> each.contains("foreign keys") && each.contains("of_cards"))
                .anyMatch(each -> each.contains("No index finds values of column cvc")
                        && each.contains("CREATE INDEX `cards_cvc_envelope` ON `envelope`.`cards` (`cvc`(140))"))
                .anyMatch(each -> each.contains("has no use for") && each.contains("short_one"));
        cards.execute("DROP TABLE cards_of_cards");
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(100));
        cards.execute("ALTER TABLE cards ENGINE = MyISAM");
        assertThat(JdbcTable.of(pool, "cards")
                        .key("id")
                        .column("pan")
                        .build()
                        .warnings((length, text) -> length, deadline()))
                .anyMatch(each -> each.contains("not kept by InnoDB"));
    }

    /** 50 000 rows, of which 1 % are stale. */
    private void bigTable() throws Exception {
        cards.create();
        cards.execute(
                "INSERT INTO cards (id, tenant, pan) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250),"
                        + " c AS (SELECT 250 * (m.i - 1) + n.i AS i FROM n JOIN n m ON m.i <= 200)"
                        + " SELECT i, 't', CONCAT('env1:cards:', IF(i % 100 = 0, 1, 2), ':', REPEAT(MD5(i), 5)) FROM c");
        for (KekVersion version : List.of(OLD, NEW)) {
            cards.execute("UPDATE cards SET cvc = CONCAT(X'" + HexFormat.of().formatHex(version.beginning(false))
                    + "', SUBSTRING(pan, 14)) WHERE pan LIKE 'env1:cards:" + version.version() + ":%'");
        }
        cards.execute("ANALYZE TABLE cards");
    }

    @Test
    void rows_are_paged_and_divided_in_the_order_that_an_enumeration_has() throws Exception {
        cards.createAs("kind ENUM('z', 'a') NOT NULL, id BIGINT, pan " + cards.text(300) + ", PRIMARY KEY (kind, id)");
        for (String kind : List.of("z", "a")) {
            for (int id = 0; id < 20; id++) {
                cards.execute("INSERT INTO cards VALUES ('" + kind + "', " + id + ", 'env1:cards:1:x')");
            }
        }
        JdbcTable table =
                JdbcTable.of(pool, "cards").key("kind").key("id").column("pan").build();
        cards.createIndexes(table);

        List<StoredRow> paged = new ArrayList<>();
        List<StoredRow> page = table.page("pan", new Candidates.Envelopes(), null, 7, 1 << 20, deadline());
        while (!page.isEmpty()) {
            paged.addAll(page);
            page = table.page("pan", new Candidates.Envelopes(), page.get(page.size() - 1), 7, 1 << 20, deadline());
        }
        table.beginRound(JOB, 0, stale("pan"), SEGMENT, deadline());
        List<String> taken = moveAll(table, 7);

        assertThat(paged).extracting(row -> row.key().toString()).hasSize(40).doesNotHaveDuplicates();
        assertThat(taken).hasSize(40).doesNotHaveDuplicates();
        assertThat(counts(table).written()).isEqualTo(40);
        assertThat(paged.get(39).key()).isEqualTo(Map.of("kind", "a", "id", "19"));
        assertThat(table.replace("pan", Map.of("kind", "a", "id", 3), "env1:cards:2:x", "env1:cards:2:y"))
                .isTrue();
    }

    @Test
    void a_record_that_a_text_column_has_no_characters_for_stays_encrypted_and_stops_no_job() throws Exception {
        cards.createAs("id BIGINT PRIMARY KEY, pan " + cards.text(300));
        EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.ephemeral("cards"));
        cards.execute("INSERT INTO cards VALUES (1, '" + cipher.encryptToText("a", EncryptionContext.none())
                + "'), (2, '" + cipher.encryptToText("\u00e4", EncryptionContext.none()) + "')");
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
}
