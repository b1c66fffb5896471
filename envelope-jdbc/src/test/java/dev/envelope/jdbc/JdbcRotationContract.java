package dev.envelope.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.testkit.RotationStoreContract;
import dev.envelope.testkit.RotationTable;
import dev.envelope.testkit.TableShape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract over a database, with two pools as two processes would have them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcRotationContract extends RotationStoreContract {

    private final TestDatabase database;
    private HikariDataSource pool;
    private HikariDataSource otherPool;

    JdbcRotationContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void connect() throws Exception {
        pool = database.pool(16);
        otherPool = database.pool(16);
        if (database == TestDatabase.POSTGRESQL) {
            TestDatabase.execute(
                    pool,
                    "CREATE COLLATION IF NOT EXISTS contract_ignoring"
                            + " (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
        }
    }

    @AfterAll
    void disconnect() {
        pool.close();
        otherPool.close();
    }

    @Override
    protected RotationTable table(TableShape shape) throws Exception {
        return new JdbcRotationTable(database, pool, otherPool, shape);
    }
}
