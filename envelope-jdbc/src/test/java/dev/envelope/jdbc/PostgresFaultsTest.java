package dev.envelope.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.TenantKeyStore.Subscription;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The faults of PostgreSQL, and how it tells of changes. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class PostgresFaultsTest extends FaultsContract {

    /** Idle, for the query is shown from its beginning, and listens from its end. */
    private static final String LISTENERS =
            "FROM pg_stat_activity WHERE query = 'LISTEN envelope_tenant_changed' AND state = 'idle'"
                    + " AND pid <> pg_backend_pid()";

    PostgresFaultsTest() {
        super(TestDatabase.POSTGRESQL);
    }

    @Test
    void a_user_without_rights_is_denied() throws Exception {
        TestDatabase.execute(pool(), "DROP ROLE IF EXISTS nothing", "CREATE ROLE nothing LOGIN PASSWORD 'nothing'");
        TestDatabase.Address address = database().address();
        try (HikariDataSource poor =
                TestDatabase.pool(new TestDatabase.Address(address.url(), "nothing", "nothing"), 1)) {
            assertEveryCallReports(new JdbcTenantKeyStore(poor), ErrorCode.ACCESS_DENIED);
        }
    }

    @Test
    void a_user_with_the_rights_that_the_manual_names_needs_no_others() throws Exception {
        TestDatabase.execute(
                pool(),
                "DROP OWNED BY sparse",
                "GRANT SELECT, UPDATE ON envelope_tenant_store TO sparse",
                "GRANT SELECT, INSERT, UPDATE ON envelope_tenant TO sparse",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON envelope_tenant_key TO sparse");
        TestDatabase.Address address = database().address();
        try (HikariDataSource sparse =
                TestDatabase.pool(new TestDatabase.Address(address.url(), "sparse", "sparse"), 2)) {
            JdbcTenantKeyStore store = new JdbcTenantKeyStore(sparse);
            assertThat(store.insertStoreKey(KEY.wrapped(), deadline())).isTrue();
            assertThat(store.insert(tenant(ID, 1, KEY, KEY), deadline())).isTrue();
            assertThat(store.replace(tenant(ID, 2, KEY), deadline())).isTrue();
            assertThat(store.changesSince(0, deadline()).tenantIds()).containsExactly(ID);
        }
    }

    @Override
    @BeforeAll
    void connect() throws Exception {
        super.connect();
        TestDatabase.execute(pool(), "DROP ROLE IF EXISTS sparse", "CREATE ROLE sparse LOGIN PASSWORD 'sparse'");
    }

    @Test
    void the_tables_may_stand_in_a_schema_of_their_own() throws Exception {
        TestDatabase.execute(pool(), "DROP SCHEMA IF EXISTS keys CASCADE", "CREATE SCHEMA keys");
        HikariConfig config = new HikariConfig();
        pool().copyStateTo(config);
        config.setPoolName(null);
        config.setSchema("keys");
        try (HikariDataSource inKeys = new HikariDataSource(config)) {
            JdbcTenantKeyStore.createTables(inKeys);
        }
        JdbcTenantKeyStore store = store().inSchema("keys");

        assertThat(store.insert(tenant(ID, 1, KEY), deadline())).isTrue();
        assertThat(store.find(ID, deadline())).hasValue(tenant(ID, 1, KEY));
        assertThat(store().find(ID, deadline())).isEmpty();
    }

    @Test
    void a_server_that_stops_is_unavailable_until_it_is_back() throws Exception {
        try (PostgresServer server = new PostgresServer();
                HikariDataSource own = TestDatabase.pool(
                        new TestDatabase.Address(
                                server.url() + "?connectTimeout=2", "postgres", PostgresServer.PASSWORD),
                        2)) {
            JdbcTenantKeyStore.createTables(own);
            JdbcTenantKeyStore store = new JdbcTenantKeyStore(own);
            store.insert(tenant(ID, 1, KEY), deadline());
            Semaphore calls = new Semaphore(0);
            try (Subscription subscription = store.subscribe(calls::release)) {
                assertThat(subscription).isNotNull();
                assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).as("listens").isTrue();
                server.stop();
                EnvelopeException failure = failureOf(() -> store.find(ID, deadline()));
                assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.UNAVAILABLE);

                server.start();

                assertThat(store.find(ID, deadline())).hasValue(tenant(ID, 1, KEY));
                // what was missed meanwhile is for the subscriber to look up
                assertThat(calls.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void a_network_that_swallows_everything_does_not_hold_a_call_for_ever() throws Exception {
        TestDatabase.Address address = database().address();
        int port = Integer.parseInt(address.url().replaceAll(".*:(\\d+)/.*", "$1"));
        try (SilentProxy proxy = new SilentProxy(port);
                HikariDataSource through = TestDatabase.pool(
                        new TestDatabase.Address(
                                address.url().replace(":" + port + "/", ":" + proxy.port() + "/"),
                                address.user(),
                                address.password()),
                        1)) {
            JdbcTenantKeyStore store = new JdbcTenantKeyStore(through);
            store.position(deadline());
            proxy.fallSilent();
            long start = System.nanoTime();

            EnvelopeException failure = failureOf(() -> store.find(ID, Deadline.after(Duration.ofSeconds(1))));

            assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void a_change_is_pushed_to_another_store_and_no_longer_once_it_is_closed() throws Exception {
        try (HikariDataSource otherPool = database().pool(3)) {
            Semaphore calls = new Semaphore(0);
            Subscription subscription = new JdbcTenantKeyStore(otherPool).subscribe(calls::release);
            assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).as("listens").isTrue();

            store().insert(tenant(ID, 1, KEY), deadline());
            assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            store().replace(tenant(ID, 2, KEY), deadline());
            assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            store().replace(tenant(ID, 2, KEY), deadline()); // changes nothing
            assertThat(calls.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();

            subscription.close();
            subscription.close();
            awaitListeners(0);
            store().replace(tenant(ID, 3, KEY), deadline());
            assertThat(calls.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(otherPool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void a_change_from_before_the_store_listens_is_told_of_once_it_does() throws Exception {
        try (HikariDataSource otherPool = database().pool(1)) {
            Semaphore calls = new Semaphore(0);
            Subscription subscription;
            try (Connection onlyOne = otherPool.getConnection()) {
                assertThat(onlyOne).isNotNull();
                subscription = new JdbcTenantKeyStore(otherPool).subscribe(calls::release);
                store().insert(tenant(ID, 1, KEY), deadline());
            }
            try (subscription) {
                assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void a_subscription_survives_a_connection_that_was_cut() throws Exception {
        try (HikariDataSource otherPool = database().pool(3)) {
            Semaphore calls = new Semaphore(0);
            try (Subscription subscription = new JdbcTenantKeyStore(otherPool).subscribe(calls::release)) {
                assertThat(subscription).isNotNull();
                assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).as("listens").isTrue();
                for (int round = 1; round <= 2; round++) {
                    TestDatabase.execute(pool(), "SELECT pg_terminate_backend(pid) " + LISTENERS);
                    // it calls once because it may have missed something
                    assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                    awaitListeners(1);
                    store().insert(tenant(ID + round, 1, KEY), deadline());
                    assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                }
            }
            awaitListeners(0);
        }
    }

    private void awaitListeners(int number) throws Exception {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        int there;
        do {
            Thread.sleep(20);
            try (Connection connection = pool().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("SELECT count(*) " + LISTENERS)) {
                count.next();
                there = count.getInt(1);
            }
        } while (there != number && System.nanoTime() - giveUp < 0);
        assertThat(there).as("connections that listen").isEqualTo(number);
    }
}
