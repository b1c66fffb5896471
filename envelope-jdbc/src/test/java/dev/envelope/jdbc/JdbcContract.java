package dev.envelope.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.testkit.TenantKeyStoreContract;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract over a database, with two pools as two processes would have them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcContract extends TenantKeyStoreContract {

    private final TestDatabase database;
    private HikariDataSource pool;
    private HikariDataSource otherPool;

    JdbcContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void connect() throws Exception {
        pool = database.pool(8);
        otherPool = database.pool(8);
    }

    @AfterAll
    void disconnect() {
        pool.close();
        otherPool.close();
    }

    @Override
    protected TenantKeyStore store() {
        try {
            TestDatabase.empty(pool);
        } catch (SQLException e) {
            throw new AssertionError("The tables could not be emptied", e);
        }
        return new JdbcTenantKeyStore(pool);
    }

    @Override
    protected Optional<TenantKeyStore> sameStore(TenantKeyStore store) {
        return Optional.of(new JdbcTenantKeyStore(otherPool));
    }
}
