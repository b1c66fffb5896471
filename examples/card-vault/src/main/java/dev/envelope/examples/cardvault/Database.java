package dev.envelope.examples.cardvault;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Connections to PostgreSQL. */
final class Database {

    private static final int CONNECTIONS = 8;
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    private Database() {}

    /**
     * Opens a pool of connections.
     *
     * @param url the JDBC URL, with user and password
     * @param schema where the tables are; null for the user's default
     * @return the pool, to be closed
     * @throws SQLException if there is no such database
     */
    static HikariDataSource open(String url, @Nullable String schema) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("card-vault");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setSchema(schema);
        try {
            config.setJdbcUrl(url);
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new SQLException("no connection: " + reason(e), e);
        } catch (RuntimeException e) {
            // its message would repeat the URL, which holds a password
            throw new SQLException("no JDBC driver here accepts this URL; it begins with jdbc:postgresql://");
        }
    }

    private static @Nullable String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
