package dev.envelope.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.tenant.RewrapReport;
import dev.envelope.tenant.TenantKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tenants over a database: edits by hand, racing nodes, and what one process does and another one sees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantsContract {

    private static final EncryptionContext ROW = TenantNode.ROW;
    private static final byte[] PAN = "4929123412341234".getBytes(UTF_8);

    private static final String PAUSE_ACME = "UPDATE envelope_tenant SET state = 'PAUSED' WHERE state = 'ACTIVE'";

    private final TestDatabase database;
    private final List<TenantKeys> nodes = new ArrayList<>();
    private HikariDataSource pool;
    private Path keyFile;
    private LocalKey kek;

    TenantsContract(TestDatabase database) {
        this.database = database;
    }

    /** How often the other process looks for changes: never within the test, where the database pushes. */
    Duration pollInterval() {
        return Duration.ofMillis(200);
    }

    @BeforeAll
    void connect(@TempDir Path folder) throws Exception {
        pool = database.pool(16);
        keyFile = folder.resolve("cards.key");
        kek = LocalKey.fromFileOrCreate("cards", keyFile);
    }

    @AfterAll
    void disconnect() {
        pool.close();
        kek.close();
    }

    @BeforeEach
    void emptyTables() throws Exception {
        TestDatabase.empty(pool);
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(TenantKeys::close);
        nodes.clear();
    }

    // ---------------------------------------------------------------- across processes

    @Test
    void what_one_process_shreds_another_one_refuses() throws Exception {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        String acme = tenants.cipher("acme").encryptToText(PAN, ROW);
        String umbrella = tenants.cipher("umbrella").encryptToText(PAN, ROW);
        try (OtherProcess other = new OtherProcess(database.address(), keyFile, pollInterval())) {
            assertThat(other.open("acme", acme)).isEqualTo("opened");

            tenants.shred("acme");

            assertThat(other.openUntilNot("opened", "acme", acme)).isEqualTo("shredded");
            assertThat(other.open("umbrella", umbrella)).isEqualTo("opened");
            assertThat(other.open("nobody", acme)).isEqualTo("tenant-not-found");
        }
    }

    @Test
    void a_tenant_stays_shredded_for_a_process_that_starts_afterwards() throws Exception {
        TenantKeys tenants = node();
        tenants.create("acme");
        String acme = tenants.cipher("acme").encryptToText(PAN, ROW);
        tenants.shred("acme");

        try (OtherProcess restored = new OtherProcess(database.address(), keyFile, pollInterval())) {
            assertThat(restored.open("acme", acme)).isEqualTo("shredded");
        }
    }

    @Test
    void what_one_process_suspends_and_resumes_another_one_refuses_and_opens() throws Exception {
        TenantKeys tenants = node();
        tenants.create("acme");
        String acme = tenants.cipher("acme").encryptToText(PAN, ROW);
        try (OtherProcess other = new OtherProcess(database.address(), keyFile, pollInterval())) {
            other.open("acme", acme);

            tenants.suspend("acme");
            String whileSuspended = other.openUntilNot("opened", "acme", acme);
            tenants.resume("acme");

            assertThat(whileSuspended).isEqualTo("tenant-suspended");
            assertThat(other.openUntilNot("tenant-suspended", "acme", acme)).isEqualTo("opened");
        }
    }

    @Test
    void nodes_that_create_the_same_tenant_at_once_end_with_one_key() throws Exception {
        List<TenantKeys> racing = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            racing.add(node());
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Boolean> created = new ArrayList<>();
            for (Future<Boolean> one : threads.invokeAll(racing.stream()
                    .<Callable<Boolean>>map(node -> () -> node.create("acme"))
                    .toList())) {
                created.add(one.get());
            }

            assertThat(created).containsOnlyOnce(true);
        } finally {
            threads.shutdownNow();
        }
        byte[] sealed = racing.get(0).cipher("acme").encrypt(PAN, ROW);
        assertThat(racing)
                .allSatisfy(node ->
                        assertThat(node.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN));
    }

    // ---------------------------------------------------------------- edits by hand

    @Test
    void another_tenants_wrapped_key_is_refused() throws Exception {
        assertRefusedAfter(
                "UPDATE envelope_tenant_key SET wrapped = (SELECT w FROM (SELECT k.wrapped AS w FROM envelope_tenant_key k"
                        + " JOIN envelope_tenant t ON t.tenant_id = k.tenant_id AND t.current_version = k.version"
                        + " WHERE t.state = 'SUSPENDED') AS other)");
    }

    @Test
    void an_older_version_made_current_is_refused() throws Exception {
        assertRefusedAfter("UPDATE envelope_tenant SET current_version = (SELECT version FROM envelope_tenant_key k"
                + " WHERE k.tenant_id = envelope_tenant.tenant_id AND k.ordinal = "
                + "(SELECT MIN(ordinal) FROM envelope_tenant_key)) WHERE state = 'ACTIVE'");
    }

    @Test
    void a_changed_date_is_refused() throws Exception {
        assertRefusedAfter("UPDATE envelope_tenant SET created_at_ms = created_at_ms - 1");
    }

    @Test
    void a_changed_date_of_a_version_is_refused() throws Exception {
        assertRefusedAfter("UPDATE envelope_tenant_key SET created_at_ms = created_at_ms - 1");
    }

    @Test
    void a_changed_revision_is_refused() throws Exception {
        assertRefusedAfter("UPDATE envelope_tenant SET revision = revision + 1");
    }

    @Test
    void a_removed_version_is_refused() throws Exception {
        assertRefusedAfter("DELETE FROM envelope_tenant_key WHERE ordinal = 1");
    }

    @Test
    void a_cleared_suspension_is_refused() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        TestDatabase.execute(pool, "UPDATE envelope_tenant SET state = 'ACTIVE'");

        assertThat(codeOf(() -> node().cipher("umbrella").encrypt(PAN, ROW)))
                .isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(codeOf(() -> tenants.resume("umbrella"))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    @Test
    void a_cleared_shredded_flag_is_refused() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        tenants.shred("acme");
        TestDatabase.execute(pool, "UPDATE envelope_tenant SET state = 'ACTIVE'");

        assertThat(codeOf(() -> node().cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    @Test
    void a_row_renamed_to_another_tenant_is_refused() throws Exception {
        tenantsWithRecords();
        String initech = database.bytes("696e6974656368");
        TestDatabase.execute(
                pool,
                "INSERT INTO envelope_tenant SELECT " + initech
                        + ", revision, state, current_version, created_at_ms, changed_at_ms, seal, change_position + 1000"
                        + " FROM envelope_tenant WHERE state = 'ACTIVE'",
                "INSERT INTO envelope_tenant_key SELECT " + initech
                        + ", ordinal, version, created_at_ms, wrapped, key_check FROM envelope_tenant_key"
                        + " WHERE tenant_id = (SELECT tenant_id FROM envelope_tenant WHERE state = 'ACTIVE'"
                        + " AND change_position < 1000)");

        assertThat(codeOf(() -> node().cipher("initech").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    @Test
    void a_state_that_there_is_not_is_refused() throws Exception {
        assertRefusedAfter("UPDATE envelope_tenant SET state = 'PAUSED'");
    }

    @Test
    void a_wrapped_key_that_can_not_be_read_is_refused() throws Exception {
        assertRefusedAfter("UPDATE envelope_tenant_key SET wrapped = 'nonsense'");
    }

    @Test
    void a_tenant_without_versions_is_refused() throws Exception {
        assertRefusedAfter("DELETE FROM envelope_tenant_key");
    }

    @Test
    void a_row_that_can_not_be_read_is_exported_as_not_authentic_beside_the_others() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        TestDatabase.execute(pool, PAUSE_ACME);
        StringBuilder export = new StringBuilder();

        tenants.export(export);

        assertThat(export.toString().lines())
                .satisfiesExactly(
                        acme -> assertThat(acme).contains("\"acme\"", "\"authentic\":false"),
                        umbrella -> assertThat(umbrella).contains("\"umbrella\"", "\"authentic\":true"));
    }

    @Test
    void a_row_that_can_not_be_read_is_the_one_that_rewrapping_reports() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        TestDatabase.execute(pool, PAUSE_ACME);

        RewrapReport report = tenants.rewrapStored();

        assertThat(report.failures())
                .singleElement()
                .extracting(EnvelopeException::code)
                .isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(report.current()).as("the store's key and that of umbrella").isEqualTo(2);
    }

    @Test
    void nothing_is_written_over_a_row_that_can_not_be_read() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        TestDatabase.execute(pool, PAUSE_ACME, "UPDATE envelope_tenant_key SET wrapped = 'nonsense' WHERE ordinal = 1");
        List<String> before = rows();

        assertThat(List.<ThrowingCallable>of(
                        () -> tenants.create("acme"),
                        () -> tenants.rotate("acme"),
                        () -> tenants.suspend("acme"),
                        () -> tenants.resume("acme"),
                        () -> tenants.shred("acme")))
                .allSatisfy(call -> assertThat(codeOf(call)).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void a_destroyed_key_with_something_in_its_place_that_can_not_be_read_is_refused() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        tenants.shred("acme");
        // left out, it would leave just what was sealed
        TestDatabase.execute(pool, "UPDATE envelope_tenant_key SET wrapped = 'nonsense' WHERE wrapped IS NULL");

        assertThat(codeOf(() -> node().find("acme"))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    @Test
    void a_row_whose_id_is_not_utf_8_keeps_no_node_from_learning_of_changes() throws Exception {
        TenantKeys tenants = tenantsWithRecords();
        TenantKeys other = node();
        other.cipher("acme").encrypt(PAN, ROW);
        TestDatabase.execute(
                pool,
                "UPDATE envelope_tenant_store SET change_position = change_position + 1",
                "INSERT INTO envelope_tenant SELECT " + database.bytes("ff")
                        + ", revision, state, current_version, created_at_ms, changed_at_ms, seal,"
                        + " (SELECT change_position FROM envelope_tenant_store) FROM envelope_tenant"
                        + " WHERE state = 'ACTIVE'");
        tenants.shred("acme");

        other.refresh();

        assertThat(codeOf(() -> other.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void a_lost_store_key_gives_nothing_and_is_not_made_anew() throws Exception {
        tenantsWithRecords();
        TestDatabase.execute(pool, "UPDATE envelope_tenant_store SET store_key = NULL");

        assertThat(codeOf(() -> node().cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(codeOf(() -> node().create("initech"))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    // ---------------------------------------------------------------- outage

    @Test
    void with_the_database_gone_warm_tenants_are_served_and_cold_ones_unavailable() throws Exception {
        tenantsWithRecords();
        TenantKeys tenants;
        byte[] sealed;
        try (HikariDataSource own = database.pool(2)) {
            tenants = node(own);
            sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        }

        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
        assertThat(codeOf(() -> tenants.cipher("initech").encrypt(PAN, ROW))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(codeOf(() -> tenants.create("initech"))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    // ---------------------------------------------------------------- fixture

    private void assertRefusedAfter(String edit) throws Exception {
        tenantsWithRecords();
        TestDatabase.execute(pool, edit);

        assertThat(codeOf(() -> node().cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    /** acme with two versions; umbrella with one, suspended. */
    private TenantKeys tenantsWithRecords() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        tenants.rotate("acme");
        tenants.suspend("umbrella");
        return tenants;
    }

    /** All that is there of tenants, as it stands there. */
    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT t.revision, t.state, t.current_version, t.seal,"
                        + " t.change_position, k.ordinal, k.version, k.wrapped, k.key_check FROM envelope_tenant t"
                        + " JOIN envelope_tenant_key k ON k.tenant_id = t.tenant_id"
                        + " ORDER BY t.change_position, k.ordinal")) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= 9; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    private TenantKeys node() {
        return node(pool);
    }

    private TenantKeys node(HikariDataSource over) {
        TenantKeys node = TenantKeys.builder(Keyring.of(kek), new JdbcTenantKeyStore(over))
                .pollInterval(Duration.ofHours(1))
                .build();
        nodes.add(node);
        return node;
    }

    private static ErrorCode codeOf(ThrowingCallable call) {
        return catchThrowableOfType(EnvelopeException.class, call).code();
    }
}
