package dev.envelope.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.jdbc.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A few seconds of it, and what it would say if something did not hold. */
class SoakRunTest {

    private static final Logger LOG = Logger.getLogger("dev.envelope");

    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        LOG.setLevel(Level.SEVERE);
        server = new PostgresServer("-F");
    }

    @AfterAll
    static void stop() {
        server.close();
        LOG.setLevel(null);
    }

    @Test
    void a_short_run_holds() throws Exception {
        SoakReport report = new SoakRun(settings(6), server).run();

        assertThat(report.findings()).as(report.toString()).isEmpty();
        assertThat(report.figures().of(Tally.OPERATIONS)).isPositive();
        assertThat(report.figures().of(Tally.FAULTS)).isPositive();
        assertThat(report.toString()).contains("HOLDS").doesNotContain("FAILS");
    }

    @Test
    void an_update_that_was_lost_is_found() throws Exception {
        SoakReport report = runOver(rows -> new OtherRows(rows) {
            private final AtomicBoolean lost = new AtomicBoolean();

            @Override
            public boolean update(Shelf shelf, StoredRecord row) throws SQLException {
                return lost.compareAndSet(false, true) || super.update(shelf, row);
            }
        });

        assertThat(report.holds()).isFalse();
        assertThat(report.findings()).anyMatch(finding -> finding.contains("an update was lost"));
    }

    @Test
    void a_record_that_was_altered_is_found() throws Exception {
        SoakReport report = runOver(rows -> new OtherRows(rows) {
            private final AtomicBoolean altered = new AtomicBoolean();

            @Override
            public boolean insert(Shelf shelf, StoredRecord row) throws SQLException {
                if (altered.compareAndSet(false, true)) {
                    row.body()[row.body().length - 1] ^= 1;
                }
                return super.insert(shelf, row);
            }
        });

        assertThat(report.holds()).isFalse();
        assertThat(report.findings()).anyMatch(finding -> finding.contains("content-refused"));
    }

    @Test
    void an_instance_that_is_never_closed_is_found() throws Exception {
        List<Instance> forgotten = new ArrayList<>();
        SoakReport report;
        try {
            report = new SoakRun(settings(2), server) {
                @Override
                void close(Instance instance) {
                    if (forgotten.isEmpty() || forgotten.contains(instance)) {
                        forgotten.add(instance);
                    } else {
                        super.close(instance);
                    }
                }
            }.run();
        } finally {
            forgotten.forEach(Instance::close);
        }

        assertThat(report.holds()).isFalse();
        assertThat(report.findings())
                .anyMatch(finding -> finding.contains("were never wiped") && finding.contains("Instance.<init>"));
    }

    /** Other rows than those of the run. */
    private interface Sabotage {
        Rows of(Rows rows);
    }

    private static SoakReport runOver(Sabotage sabotage) throws Exception {
        return new SoakRun(settings(2), server) {
            @Override
            Rows rows(DataSource dataSource) {
                return sabotage.of(super.rows(dataSource));
            }
        }.run();
    }

    private static SoakSettings settings(int seconds) {
        return new SoakSettings(Duration.ofSeconds(seconds), seconds, 3, Duration.ofSeconds(30));
    }

    /** Rows as they are, for something else to be done with some of them. */
    private static class OtherRows implements Rows {

        private final Rows rows;

        OtherRows(Rows rows) {
            this.rows = rows;
        }

        @Override
        public Optional<StoredRecord> read(Shelf shelf, long id) throws SQLException {
            return rows.read(shelf, id);
        }

        @Override
        public boolean insert(Shelf shelf, StoredRecord row) throws SQLException {
            return rows.insert(shelf, row);
        }

        @Override
        public boolean update(Shelf shelf, StoredRecord row) throws SQLException {
            return rows.update(shelf, row);
        }

        @Override
        public boolean delete(Shelf shelf, long id, long revision) throws SQLException {
            return rows.delete(shelf, id, revision);
        }

        @Override
        public void deleteAllOf(Shelf shelf, String owner) throws SQLException {
            rows.deleteAllOf(shelf, owner);
        }

        @Override
        public long count(Shelf shelf) throws SQLException {
            return rows.count(shelf);
        }
    }
}
