package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeListener;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.jdbc.TestDatabase;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationPlan;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of docs/migration.md, its SQL among them, in the order of the page and over a real database. */
abstract class MigrationPage {

    private static final String WIDEN = "ALTER TABLE cards ALTER COLUMN pan";
    private static final String COUNT = "SELECT count(*) FROM cards";
    private static final String REQUIRE = "ALTER TABLE cards ADD CONSTRAINT";
    private static final String RELEASE = "ALTER TABLE cards DROP CONSTRAINT";

    private final TestDatabase database;
    private final LocalKey kek = LocalKey.of("cards", "1", new byte[32]);
    private final Keyring keyring = Keyring.of(kek);
    private final EnvelopeCipher cipher = EnvelopeCipher.using(keyring);
    private final AtomicInteger plaintextReads = new AtomicInteger();
    private final EnvelopeListener metrics = new EnvelopeListener() {
        @Override
        public void plaintextRead() {
            plaintextReads.incrementAndGet();
        }
    };
    private HikariDataSource dataSource;

    MigrationPage(TestDatabase database) {
        this.database = database;
    }

    static EncryptionContext contextOf(String id) {
        return EncryptionContext.of("table", "cards", "id", id, "column", "pan");
    }

    @BeforeEach
    void a_table_of_plaintext() throws Exception {
        dataSource = database.pool(4);
        execute("DROP TABLE IF EXISTS cards");
        execute("CREATE TABLE cards (id bigint PRIMARY KEY, pan varchar(19))");
        JdbcTable.createTables(dataSource);
        insert("42", "4111111111111111");
        insert("43", "4929123412341234");
    }

    @AfterEach
    void the_end() throws SQLException {
        execute("DROP TABLE cards");
        dataSource.close();
        kek.close();
    }

    @Test
    void a_column_is_encrypted_without_downtime() throws Exception {
        execute(statement(WIDEN));
        EnvelopeCipher reader = reader(Instant.now().plus(Duration.ofDays(30)));
        assertThat(read(reader, "42")).isEqualTo("4111111111111111");
        assertThat(plaintextReads).hasValue(1);

        write(reader, "44", "6011000990139424000");
        insert("45", "3530111333300000"); // a writer that was not replaced yet
        execute("INSERT INTO cards VALUES (46, NULL)");
        assertThat(stored("44")).hasSize(236).startsWith("env1:cards:");
        assertThat(read(reader, "44")).isEqualTo("6011000990139424000");

        JdbcTable cards =
                JdbcTable.of(dataSource, "cards").key("id").column("pan").build();
        RotationJob job = RotationJob.encrypting(cards)
                .cipher(cipher)
                .context(row -> contextOf(row.required("id")))
                .build();

        RotationPlan plan = job.plan(); // rows, calls, time, and warnings: a column too narrow, triggers
        RotationReport tried = job.dryRun();
        RotationReport report = job.run();

        assertThat(plan.columns()).singleElement().satisfies(column -> {
            assertThat(column.plaintext()).isEqualTo(3);
            assertThat(column.coverage()).isEqualTo(0.25);
        });
        assertThat(plan.warnings()).noneMatch(warning -> warning.contains("narrow"));
        assertThat(tried.isClean()).isTrue();
        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(3);

        Verification verification = job.verify(); // opens every row
        boolean complete = verification.isClean() && verification.plaintext() == 0;

        assertThat(complete).isTrue();
        assertThat(verification.opened()).isEqualTo(4);
        assertThat(count(statement(COUNT))).isZero();

        execute(statement(REQUIRE));
        for (String id : List.of("42", "43", "44", "45")) {
            assertThat(read(cipher, id)).isEqualTo(read(reader, id));
        }
        assertThat(plaintextReads).hasValue(1);
        assertThat(count("SELECT count(*) FROM cards WHERE pan IS NULL")).isEqualTo(1);
        assertThatThrownBy(() -> insert("47", "4000000000000002")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> cipher.decryptToString("4000000000000002", contextOf("47")))
                .isInstanceOf(InvalidEnvelopeException.class);
    }

    @Test
    void the_job_warns_of_a_column_that_was_not_widened() {
        JdbcTable cards =
                JdbcTable.of(dataSource, "cards").key("id").column("pan").build();

        RotationPlan plan = RotationJob.encrypting(cards)
                .cipher(cipher)
                .context(row -> contextOf(row.required("id")))
                .build()
                .plan();

        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("pan"));
    }

    @Test
    void the_width_is_that_of_the_longest_value() {
        assertThat(Envelope.textLength(19, kek.wrappedKeySize().orElseThrow())).isEqualTo(236);
    }

    @Test
    void plaintext_is_refused_after_the_date() throws SQLException {
        EnvelopeCipher reader = reader(Instant.now().minusSeconds(1));

        assertThatThrownBy(() -> read(reader, "42")).isInstanceOf(InvalidEnvelopeException.class);
    }

    @Test
    void an_adoption_is_called_off() throws SQLException {
        execute(statement(WIDEN));
        execute("DELETE FROM cards");
        write(cipher, "42", "4111111111111111");
        execute(statement(REQUIRE));
        JdbcTable cards =
                JdbcTable.of(dataSource, "cards").key("id").column("pan").build();

        execute(statement(RELEASE));
        insert("43", "4929123412341234"); // by a writer that writes plaintext again
        RotationReport back = RotationJob.insecurelyDecrypting(cards)
                .cipher(cipher)
                .context(row -> contextOf(row.required("id")))
                .build()
                .run();

        assertThat(back.isClean()).isTrue();
        assertThat(stored("42")).isEqualTo("4111111111111111");
        assertThat(stored("43")).isEqualTo("4929123412341234");
    }

    @Test
    void a_column_under_a_scheme_of_ones_own_is_moved() throws SQLException {
        execute(statement(WIDEN));
        execute("UPDATE cards SET pan = '" + formerly.encrypt("4111111111111111") + "' WHERE id = 42");
        execute("UPDATE cards SET pan = '" + formerly.encrypt("4929123412341234") + "' WHERE id = 43");
        JdbcTable cards =
                JdbcTable.of(dataSource, "cards").key("id").column("pan").build();
        assertThat(readEither("42")).isEqualTo("4111111111111111");

        for (StoredPan row : notMovedYet()) {
            String fresh = cipher.encryptToText(formerly.decrypt(row.pan()), contextOf(row.id()));
            cards.replace("pan", Map.of("id", row.id()), row.pan(), fresh);
        }

        assertThat(notMovedYet()).isEmpty();
        assertThat(readEither("42")).isEqualTo("4111111111111111");
        assertThat(read(cipher, "43")).isEqualTo("4929123412341234");
    }

    private EnvelopeCipher reader(Instant end) {
        EnvelopeCipher migrating = EnvelopeCipher.builder(keyring)
                .insecureAllowPlaintextUntil(end) // a date in your configuration, not a time from now
                .listener(metrics)
                .build();
        return migrating;
    }

    private String read(EnvelopeCipher migrating, String id) throws SQLException {
        String stored = stored(id);
        String pan = migrating.decryptToString(stored, contextOf(id));
        return pan;
    }

    private String readEither(String id) throws SQLException {
        String stored = stored(id);
        String pan =
                stored.startsWith("env1:") ? cipher.decryptToString(stored, contextOf(id)) : formerly.decrypt(stored);
        return pan;
    }

    private void write(EnvelopeCipher migrating, String id, String pan) throws SQLException {
        String sealed = migrating.encryptToText(pan, contextOf(id));
        insert(id, sealed);
    }

    private record StoredPan(String id, String pan) {}

    private List<StoredPan> notMovedYet() throws SQLException {
        List<StoredPan> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT id, pan FROM cards WHERE pan NOT LIKE 'env1:%'")) {
            while (row.next()) {
                rows.add(new StoredPan(row.getString(1), row.getString(2)));
            }
        }
        return rows;
    }

    private final FormerCipher formerly = new FormerCipher();

    /** Stands for code of the application's own; what it does is not looked at. */
    private static final class FormerCipher {

        String encrypt(String pan) {
            return Base64.getEncoder().encodeToString(pan.getBytes(StandardCharsets.UTF_8));
        }

        String decrypt(String stored) {
            return new String(Base64.getDecoder().decode(stored), StandardCharsets.UTF_8);
        }
    }

    /** A statement of the page, by how it begins. */
    private static String statement(String beginning) {
        try {
            return Page.of("migration.md").code("sql").stream()
                    .filter(sql -> sql.startsWith(beginning))
                    .findFirst()
                    .orElseThrow()
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void insert(String id, String pan) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO cards VALUES (?, ?)")) {
            insert.setLong(1, Long.parseLong(id));
            insert.setString(2, pan);
            insert.executeUpdate();
        }
    }

    private String stored(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT pan FROM cards WHERE id = ?")) {
            select.setLong(1, Long.parseLong(id));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
