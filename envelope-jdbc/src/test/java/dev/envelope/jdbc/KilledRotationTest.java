package dev.envelope.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Processes that are killed while they rotate a table, and writers that know nothing of it. More kills: {@code benchmarks/run rotation}. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class KilledRotationTest {

    @Test
    void after_any_number_of_kills_every_row_is_right() throws Exception {
        int rows = 30_000;
        try (PostgresServer server = new PostgresServer()) {
            KilledRotation.Result found = new KilledRotation(server, rows, System.nanoTime()).run(4);

            assertThat(found.ending()).as("%s", found).isEqualTo("DONE");
            assertThat(found.opened()).as("%s", found).isEqualTo(rows);
            assertThat(found.lost() + found.unreadable() + found.stale() + found.again())
                    .as("%s", found)
                    .isZero();
            assertThat(found.killedAtWork()).as("%s", found).isPositive();
            assertThat(found.updates()).isPositive();
        }
    }
}
