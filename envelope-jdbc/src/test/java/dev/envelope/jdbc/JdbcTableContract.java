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

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.rotation.Census;
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
}
