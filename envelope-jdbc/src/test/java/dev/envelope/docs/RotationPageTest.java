package dev.envelope.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.DecryptedRecord;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationPlan;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.Verdict;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of docs/rotation.md. */
class RotationPageTest {

    private final DataSource dataSource = inMemory();
    private final LocalKey before = LocalKey.of("cards", "1", new byte[32]);
    private final LocalKey now = LocalKey.of("cards", "2", new byte[] {
                1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
            })
            .withPrevious("1", new byte[32]);
    private final EncryptionContext context = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
    private Connection keptOpen;

    @BeforeEach
    void a_table() throws SQLException {
        keptOpen = dataSource.getConnection();
        try (Statement statement = keptOpen.createStatement()) {
            statement.execute("CREATE TABLE cards (id BIGINT PRIMARY KEY, tenant VARCHAR(20), pan VARBINARY(2000))");
        }
        JdbcTable.createTables(dataSource);
    }

    @AfterEach
    void the_end() throws SQLException {
        keptOpen.close();
        before.close();
        now.close();
    }

    @Test
    void a_table_is_rotated_and_the_old_version_may_go() throws SQLException {
        insert(EnvelopeCipher.using(before).encrypt("4111".getBytes(UTF_8), context));
        EnvelopeCipher cipher = EnvelopeCipher.using(now);

        JdbcTable cards = JdbcTable.of(dataSource, "cards")
                .key("id") // several calls for a composite key
                .column("pan") // binary or text; several calls for several columns
                .build();

        RotationJob job = RotationJob.rewrapping(cards)
                .cipher(cipher) // its keyring says which keys are those of today
                .context(
                        row -> EncryptionContext.of("table", "cards", "id", row.required("id"), "column", row.column()))
                .build();

        RotationPlan plan = job.plan();
        RotationReport report = job.run();
        Verdict verdict = job.verify().verdict(new KekVersion("cards", "1"));

        assertThat(plan.rows()).isEqualTo(1);
        assertThat(report.isClean()).isTrue();
        assertThat(verdict.mayBeRetired()).isTrue();
    }

    @Test
    void each_row_has_the_cipher_of_its_tenant() throws SQLException {
        try (LocalKey root = LocalKey.ephemeral("root");
                TenantKeys tenants = TenantKeys.over(root, new InMemoryTenantKeyStore())) {
            tenants.create("acme");
            insert(tenants.cipher("acme").encrypt("4111".getBytes(UTF_8), context));
            tenants.rotate("acme");
            JdbcTable cards = JdbcTable.of(dataSource, "cards")
                    .key("id")
                    .column("pan")
                    .reading("tenant")
                    .build();

            RotationJob job = RotationJob.rewrapping(cards)
                    .cipherOfTenant(row -> row.required("tenant"), tenants::cipher)
                    .context(row ->
                            EncryptionContext.of("table", "cards", "id", row.required("id"), "column", row.column()))
                    .build();

            assertThat(job.run().written()).isEqualTo(1);
        }
    }

    @Test
    void a_row_is_rotated_when_it_is_read() throws SQLException {
        byte[] pan = EnvelopeCipher.using(before).encrypt("4111".getBytes(UTF_8), context);
        insert(pan);
        EnvelopeCipher cipher = EnvelopeCipher.using(now);
        JdbcTable cards =
                JdbcTable.of(dataSource, "cards").key("id").column("pan").build();

        DecryptedRecord<byte[]> card = cipher.decryptAndRewrap(pan, context);
        card.fresh().ifPresent(fresh -> cards.replace("pan", Map.of("id", 42), pan, fresh));

        assertThat(stored()).isEqualTo(card.fresh().orElseThrow());
        assertThat(cipher.decrypt(stored(), context)).isEqualTo("4111".getBytes(UTF_8));
    }

    private void insert(byte[] pan) throws SQLException {
        try (PreparedStatement insert = keptOpen.prepareStatement("INSERT INTO cards VALUES (42, 'acme', ?)")) {
            insert.setBytes(1, pan);
            insert.executeUpdate();
        }
    }

    private byte[] stored() throws SQLException {
        try (Statement select = keptOpen.createStatement();
                ResultSet row = select.executeQuery("SELECT pan FROM cards")) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static DataSource inMemory() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:rotation-page");
        return dataSource;
    }
}
