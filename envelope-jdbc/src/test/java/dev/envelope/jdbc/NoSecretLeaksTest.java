package dev.envelope.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.ImpatientJob;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationListener;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.testkit.Canaries;
import dev.envelope.testkit.Evidence;
import dev.envelope.testkit.NoSecretLeaksContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** No secret gets out of tables, not even where the database repeats what it was given. */
class NoSecretLeaksTest extends NoSecretLeaksContract {

    private interface Call {
        Object run() throws Exception;
    }

    private HikariDataSource pool;

    @BeforeEach
    void connect() throws Exception {
        pool = TestDatabase.H2_IN_MEMORY.pool(8);
        TestDatabase.empty(pool);
    }

    @AfterEach
    void disconnect() {
        pool.close();
    }

    @Override
    protected TenantKeyStore store() {
        return new JdbcTenantKeyStore(pool);
    }

    @Override
    protected void alsoMeet(Evidence evidence, Canaries canaries) throws Exception {
        tenants(evidence, canaries);
        rotation(evidence, canaries);
        JdbcTenantKeyStore store = new JdbcTenantKeyStore(pool);
        String id = canaries.text("the id of a tenant");
        TestDatabase.execute(pool, "ALTER TABLE envelope_tenant RENAME TO elsewhere");
        try {
            run(evidence, () -> store.find(id, soon()));
        } finally {
            TestDatabase.execute(pool, "ALTER TABLE elsewhere RENAME TO envelope_tenant");
        }
        HikariDataSource closed = TestDatabase.H2_IN_MEMORY.pool(1);
        closed.close();
        run(evidence, () -> new JdbcTenantKeyStore(closed).find(id, soon()));
    }

    private void tenants(Evidence evidence, Canaries canaries) throws SQLException {
        JdbcTenantKeyStore store = new JdbcTenantKeyStore(pool);
        String id = canaries.text("the id of a tenant");
        StoredTenant tenant = FaultsContract.tenant(id, 1, FaultsContract.KEY);
        run(evidence, () -> store.insert(tenant, soon()));
        run(evidence, () -> store.insert(tenant, soon()));
        run(evidence, () -> store.insert(FaultsContract.tenant(id.repeat(50), 1, FaultsContract.KEY), soon()));
        run(evidence, () -> store.insert(FaultsContract.tenant(id + "0", 1, FaultsContract.KEY), soon()));
        run(evidence, () -> store.find(id, soon()));
        run(evidence, () -> store.list(Optional.empty(), 10, soon()));
        run(evidence, () -> store.changesSince(0, soon()));
        TestDatabase.execute(
                pool, "UPDATE envelope_tenant_key SET created_at_ms = 0", "UPDATE envelope_tenant SET seal = ''");
        run(evidence, () -> store.find(id, soon()));
        run(evidence, () -> store.list(Optional.empty(), 10, soon()));
        evidence.met(List.of(store, store.named("other"), tenant));
    }

    private void rotation(Evidence evidence, Canaries canaries) throws SQLException {
        CardTable cards = new CardTable(TestDatabase.H2_IN_MEMORY, pool);
        cards.createAs("id BIGINT PRIMARY KEY, merchant VARCHAR(40), pan VARCHAR(700), cvc VARBINARY(60)");
        EncryptionContext row = EncryptionContext.of("merchant", canaries.text("a value of a context"));
        EnvelopeCipher cipher = EnvelopeCipher.builder(
                        Keyring.of(LocalKey.of("cards", "1", canaries.bytes("a local key", 32))))
                .insecureAllowPlaintextUntil(Instant.MAX)
                .build();
        for (int id = 1; id <= 4; id++) {
            String message = canaries.text("a message");
            insert(id, row, id % 2 == 0 ? message : cipher.encryptToText(message, row), message.getBytes(UTF_8));
        }
        insert(5, row, "env1:cards:1:" + canaries.text("a message"), canaries.bytes("a message", 20));
        JdbcTable table = JdbcTable.of(pool, "cards")
                .key("id")
                .column("pan")
                .column("cvc")
                .reading("merchant")
                .build();
        String given = canaries.text("a value of a key");
        run(evidence, () -> table.replace("pan", Map.of("id", given), given, given));
        run(evidence, () -> table.replace("pan", Map.of("id", 1L), given, given.repeat(100)));
        run(evidence, () -> table.replace("cvc", Map.of("id", 2L), canaries.bytes("a message", 32), new byte[2]));
        run(evidence, () -> table.warnings((length, text) -> 2 * length + 200, soon()));
        run(evidence, () -> table.census("pan", soon()));
        for (RotationJob.Builder each : List.of(
                RotationJob.encrypting(table),
                RotationJob.rewrapping(table),
                RotationJob.insecurelyDecrypting(table))) {
            RotationJob job = ImpatientJob.of(each.cipher(cipher)
                    .context(stored -> EncryptionContext.of("merchant", stored.required("merchant")))
                    .mostBad(1)
                    .listener(evidence.listener(RotationListener.class)));
            run(evidence, job::plan);
            run(evidence, job::dryRun);
            run(evidence, job::run);
            run(evidence, job::verify);
            evidence.met(job);
        }
        evidence.met(table);
    }

    private void insert(long id, EncryptionContext row, String pan, byte[] cvc) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO cards VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, id);
            insert.setString(2, row.asMap().get("merchant"));
            insert.setString(3, pan);
            insert.setBytes(4, cvc);
            insert.executeUpdate();
        }
    }

    private static void run(Evidence evidence, Call call) {
        try {
            evidence.met(call.run());
        } catch (Exception e) {
            evidence.met(e);
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
