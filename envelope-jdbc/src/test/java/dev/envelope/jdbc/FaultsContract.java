package dev.envelope.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantChanges;
import dev.envelope.tenant.TenantState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What goes wrong with a database is reported as what it is, and never as an empty result. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class FaultsContract {

    static final String ID = "tenant-that-must-not-show";
    static final StoredTenantKey KEY = new StoredTenantKey(
            "abcdefghijklm",
            Instant.ofEpochMilli(5),
            KeyBlock.of(List.of(WrappedKey.of("cards", "2", new byte[] {1, 2, 3}))),
            "check");

    private final TestDatabase database;
    private HikariDataSource pool;

    FaultsContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void connect() throws Exception {
        pool = database.pool(4);
    }

    @AfterAll
    void disconnect() {
        pool.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        TestDatabase.empty(pool);
    }

    HikariDataSource pool() {
        return pool;
    }

    JdbcTenantKeyStore store() {
        return new JdbcTenantKeyStore(pool);
    }

    TestDatabase database() {
        return database;
    }

    static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    static StoredTenant tenant(String id, long revision, StoredTenantKey... keys) {
        return new StoredTenant(
                id,
                revision,
                TenantState.ACTIVE,
                keys[0].version(),
                Instant.ofEpochMilli(1),
                Instant.ofEpochMilli(2),
                List.of(keys),
                "seal");
    }

    @Test
    void a_closed_port_is_unavailable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        TestDatabase.Address address = database.address();
        String url = address.url().replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setConnectionTimeout(500);
        config.setInitializationFailTimeout(-1);
        if (url.equals(address.url())) {
            return; // in this process
        }
        try (HikariDataSource closed = new HikariDataSource(config)) {
            assertEveryCallReports(new JdbcTenantKeyStore(closed), ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void an_exhausted_pool_is_unavailable() throws Exception {
        HikariConfig config = new HikariConfig();
        pool.copyStateTo(config);
        config.setPoolName(null);
        config.setMaximumPoolSize(1);
        // connects while it is made, for which a busy machine may need longer than the calls have
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(20_000);
        config.setConnectionTimeout(300);
        try (HikariDataSource small = new HikariDataSource(config);
                Connection held = small.getConnection()) {
            assertThat(held).isNotNull();
            assertEveryCallReports(new JdbcTenantKeyStore(small), ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void a_pool_that_was_closed_is_unavailable() throws Exception {
        HikariDataSource closed = database.pool(1);
        closed.close();

        assertEveryCallReports(new JdbcTenantKeyStore(closed), ErrorCode.UNAVAILABLE);
    }

    @Test
    void a_wrong_password_is_denied() throws Exception {
        HikariConfig config = new HikariConfig();
        pool.copyStateTo(config);
        config.setPoolName(null);
        config.setPassword("wrong");
        // what the server has not said by then, the pool does not know, and calls it an outage
        config.setConnectionTimeout(3000);
        try (HikariDataSource wrong = new HikariDataSource(config)) {
            EnvelopeException failure = failureOf(() -> new JdbcTenantKeyStore(wrong).find(ID, deadline()));

            assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.ACCESS_DENIED);
        }
    }

    @Test
    void missing_tables_are_reported_with_the_file_to_run() {
        JdbcTenantKeyStore nowhere = store().inSchema("no_such_schema");

        for (ThrowingCallable call : calls(nowhere)) {
            EnvelopeException failure = failureOf(call);
            assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.MISCONFIGURED);
            assertThat(failure).hasMessageContaining("run the file tenant-keys-");
        }
    }

    @Test
    void a_lock_that_is_held_too_long_is_an_outage_within_the_deadline() throws Exception {
        store().insert(tenant(ID, 1, KEY), deadline());
        try (Connection other = pool.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE envelope_tenant_store SET change_position = change_position + 1");
            long start = System.nanoTime();

            EnvelopeException failure =
                    failureOf(() -> store().replace(tenant(ID, 2, KEY), Deadline.after(Duration.ofSeconds(1))));

            assertThat(failure.code()).as("%s", failure).isIn(ErrorCode.TIMED_OUT, ErrorCode.UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            // reads wait for nobody
            assertThat(store().find(ID, deadline())).hasValue(tenant(ID, 1, KEY));
            other.rollback();
        }
        assertThat(store().replace(tenant(ID, 2, KEY), deadline())).isTrue();
    }

    @Test
    void a_tenant_with_a_state_that_there_is_not_has_no_seal_and_others_have_theirs() throws Exception {
        store().insert(tenant(ID, 1, KEY), deadline());
        TestDatabase.execute(pool, "UPDATE envelope_tenant SET state = 'PAUSED'");

        assertWithoutSealBesideAnother();
    }

    @Test
    void a_tenant_with_a_broken_wrapped_key_has_no_seal_and_others_have_theirs() throws Exception {
        for (String broken : List.of("", "env1:", "nonsense", "env1:cards:2:AAAA")) {
            TestDatabase.empty(pool);
            store().insert(tenant(ID, 1, KEY), deadline());
            TestDatabase.execute(pool, "UPDATE envelope_tenant_key SET wrapped = '" + broken + "'");

            assertWithoutSealBesideAnother();
        }
    }

    @Test
    void a_tenant_without_versions_has_no_seal_and_others_have_theirs() throws Exception {
        store().insert(tenant(ID, 1, KEY), deadline());
        TestDatabase.execute(pool, "DELETE FROM envelope_tenant_key");

        assertWithoutSealBesideAnother();
    }

    @Test
    void a_tenant_with_too_many_versions_has_no_seal_and_others_have_theirs() throws Exception {
        StoredTenantKey[] versions = new StoredTenantKey[1000];
        Arrays.fill(versions, KEY);
        store().insert(tenant(ID, 1, versions), deadline());
        TestDatabase.execute(
                pool,
                "INSERT INTO envelope_tenant_key SELECT tenant_id, 1000, version, created_at_ms, wrapped, key_check"
                        + " FROM envelope_tenant_key WHERE ordinal = 0");

        assertWithoutSealBesideAnother();
    }

    @Test
    void a_row_that_can_not_be_read_is_warned_of_once_by_its_position() throws Exception {
        store().insert(tenant(ID, 1, KEY), deadline());
        TestDatabase.execute(pool, "UPDATE envelope_tenant SET state = 'PAUSED'");
        JdbcTenantKeyStore named = store().named("warned-" + database.name().toLowerCase(Locale.ROOT));

        try (LogRecords log = new LogRecords(AlteredRows.class)) {
            assertThat(named.find(ID, deadline())).isPresent();
            assertThat(named.find(ID, deadline())).isPresent();

            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("change_position 1 has a state that there is not")
                    .doesNotContain(ID);
        }
    }

    @Test
    void a_row_whose_id_is_not_utf_8_holds_up_no_changes() throws Exception {
        store().insert(tenant("a", 1, KEY), deadline());
        insertUnreadableId();
        store().insert(tenant("c", 1, KEY), deadline());

        assertThat(store().changesSince(0, deadline())).isEqualTo(new TenantChanges(3, List.of("a", "c"), false));
    }

    @Test
    void a_row_whose_id_is_not_utf_8_is_skipped_and_does_not_make_a_page_short() throws Exception {
        store().insert(tenant("a", 1, KEY), deadline());
        insertUnreadableId();
        store().insert(tenant("c", 1, KEY), deadline());

        assertThat(store().list(Optional.empty(), 2, deadline()))
                .extracting(StoredTenant::tenantId)
                .containsExactly("a", "c");
    }

    @Test
    void a_row_whose_id_is_not_utf_8_ends_no_list_before_its_end() throws Exception {
        store().insert(tenant("a", 1, KEY), deadline());
        insertUnreadableId();
        store().insert(tenant("c", 1, KEY), deadline());

        assertThat(store().list(Optional.of("a"), 1, deadline()))
                .extracting(StoredTenant::tenantId)
                .containsExactly("c");
    }

    @Test
    void a_broken_store_key_is_reported() throws Exception {
        TestDatabase.execute(pool, "UPDATE envelope_tenant_store SET store_key = 'nonsense'");

        EnvelopeException failure = failureOf(() -> store().storeKey(deadline()));

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void a_store_without_its_row_is_reported() throws Exception {
        TestDatabase.execute(pool, "DELETE FROM envelope_tenant_store");

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store().storeKey(deadline()),
                () -> store().position(deadline()),
                () -> store().changesSince(0, deadline()),
                () -> store().insert(tenant(ID, 1, KEY), deadline()),
                () -> store().insertStoreKey(KEY.wrapped(), deadline()))) {
            assertThat(failureOf(call).code()).isEqualTo(ErrorCode.MISCONFIGURED);
        }
    }

    @Test
    void an_id_that_is_too_long_is_refused_and_not_shown() {
        String tooLong = ID.repeat(40);

        EnvelopeException failure = failureOf(() -> store().insert(tenant(tooLong, 1, KEY), deadline()));

        assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void what_fails_half_way_leaves_nothing() {
        StoredTenantKey tooLong = new StoredTenantKey("v".repeat(100), Instant.EPOCH, KEY.wrapped(), "check");
        store().insert(tenant("other", 1, KEY), deadline());
        long before = store().position(deadline());

        failureOf(() -> store().insert(
                        new StoredTenant(
                                ID,
                                1,
                                TenantState.ACTIVE,
                                "v",
                                Instant.EPOCH,
                                Instant.EPOCH,
                                List.of(KEY, tooLong),
                                "seal"),
                        deadline()));
        failureOf(() -> store().replace(
                        new StoredTenant(
                                "other",
                                2,
                                TenantState.ACTIVE,
                                "v",
                                Instant.EPOCH,
                                Instant.EPOCH,
                                List.of(tooLong),
                                "seal"),
                        deadline()));

        assertThat(store().find(ID, deadline())).isEmpty();
        assertThat(store().find("other", deadline())).hasValue(tenant("other", 1, KEY));
        assertThat(store().position(deadline())).isEqualTo(before);
    }

    @Test
    void nothing_of_a_shredded_key_is_left_in_its_row() throws Exception {
        store().insert(tenant(ID, 1, KEY), deadline());
        store().replace(tenant(ID, 2, new StoredTenantKey(KEY.version(), KEY.createdAt(), null, "")), deadline());

        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT wrapped, key_check FROM envelope_tenant_key")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isNull();
            assertThat(row.getString(2)).isEmpty();
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void a_connection_is_given_back_as_it_was() throws Exception {
        for (boolean autoCommit : new boolean[] {true, false}) {
            HikariConfig config = new HikariConfig();
            pool.copyStateTo(config);
            config.setPoolName(null);
            config.setMaximumPoolSize(1);
            config.setAutoCommit(autoCommit);
            config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
            try (HikariDataSource one = new HikariDataSource(config)) {
                JdbcTenantKeyStore store = new JdbcTenantKeyStore(new KeptConnection(one));
                TestDatabase.empty(pool);
                assertThat(store.insert(tenant(ID, 1, KEY), deadline())).isTrue();
                assertThat(store.insert(tenant(ID, 1, KEY), deadline())).isFalse();
                failureOf(() -> store.inSchema("no_such_schema").insert(tenant(ID, 1, KEY), deadline()));
                assertThat(store.find(ID, deadline())).isPresent();
                try (Connection connection = one.getConnection()) {
                    assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
                    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
                }
                assertThat(store().find(ID, deadline())).isPresent();
            }
        }
    }

    @Test
    void creating_the_tables_again_changes_nothing() throws Exception {
        store().insertStoreKey(KEY.wrapped(), deadline());
        store().insert(tenant(ID, 1, KEY), deadline());

        JdbcTenantKeyStore.createTables(pool);

        assertThat(store().storeKey(deadline())).hasValue(KEY.wrapped());
        assertThat(store().position(deadline())).isEqualTo(1);
    }

    /** A row between those of a and c, with the next position, as if a process had written it. */
    private void insertUnreadableId() throws SQLException {
        TestDatabase.execute(
                pool,
                "UPDATE envelope_tenant_store SET change_position = change_position + 1",
                "INSERT INTO envelope_tenant SELECT " + database.bytes("62ff")
                        + ", revision, state, current_version, created_at_ms, changed_at_ms, seal, change_position + 1"
                        + " FROM envelope_tenant");
    }

    private void assertWithoutSealBesideAnother() {
        StoredTenant other = tenant("z", 1, KEY);
        store().insert(other, deadline());

        assertThat(store().find(ID, deadline())).map(StoredTenant::seal).hasValue("");
        assertThat(store().list(Optional.empty(), 10, deadline()))
                .satisfiesExactly(
                        altered -> assertThat(altered.seal()).isEmpty(),
                        unaltered -> assertThat(unaltered).isEqualTo(other));
    }

    static void assertEveryCallReports(JdbcTenantKeyStore store, ErrorCode code) {
        for (ThrowingCallable call : calls(store)) {
            EnvelopeException failure = failureOf(call);
            assertThat(failure.code()).as("%s", failure).isEqualTo(code);
        }
    }

    static List<ThrowingCallable> calls(JdbcTenantKeyStore store) {
        return List.of(
                () -> store.storeKey(deadline()),
                () -> store.insertStoreKey(KEY.wrapped(), deadline()),
                () -> store.replaceStoreKey(KEY.wrapped(), KEY.wrapped(), deadline()),
                () -> store.find(ID, deadline()),
                () -> store.insert(tenant(ID, 1, KEY), deadline()),
                () -> store.replace(tenant(ID, 2, KEY), deadline()),
                () -> store.list(Optional.of(ID), 1, deadline()),
                () -> store.position(deadline()),
                () -> store.changesSince(0, deadline()));
    }

    /** What a call throws: of the hierarchy, and without the tenant's id in any of its causes. */
    static EnvelopeException failureOf(ThrowingCallable call) {
        try {
            call.call();
        } catch (EnvelopeException e) {
            String hex = HexFormat.of().formatHex(ID.getBytes(StandardCharsets.UTF_8));
            for (Throwable shown = e; shown != null; shown = shown.getCause()) {
                assertThat(String.valueOf(shown.getMessage()))
                        .doesNotContain(ID)
                        .doesNotContainIgnoringCase(hex.substring(0, 16));
            }
            return e;
        } catch (Throwable e) {
            throw new AssertionError("has to throw an EnvelopeException, and threw " + e, e);
        }
        throw new AssertionError("has to fail, and did not");
    }
}
