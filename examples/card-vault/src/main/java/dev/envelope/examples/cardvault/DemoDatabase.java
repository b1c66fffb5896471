package dev.envelope.examples.cardvault;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A schema for the time of the demonstration, in a PostgreSQL of its own or of the user. */
final class DemoDatabase implements AutoCloseable {

    private final @Nullable EmbeddedPostgres server;
    private final String schema;
    private final HikariDataSource pool;

    private DemoDatabase(@Nullable EmbeddedPostgres server, String schema, HikariDataSource pool) {
        this.server = server;
        this.schema = schema;
        this.pool = pool;
    }

    /**
     * Starts a database, or connects to one.
     *
     * @param jdbcUrl the user's own; empty to start one
     */
    static DemoDatabase open(Optional<String> jdbcUrl) throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres server = jdbcUrl.isPresent() ? null : EmbeddedPostgres.start();
        String url = server == null ? jdbcUrl.orElseThrow() : server.url();
        String schema = "card_vault_demo_" + UUID.randomUUID().toString().substring(0, 8);
        try (HikariDataSource setup = Database.open(url, null)) {
            execute(setup, "CREATE SCHEMA " + schema);
            return new DemoDatabase(server, schema, Database.open(url, schema));
        } catch (SQLException e) {
            if (server != null) {
                server.close();
            }
            throw e;
        }
    }

    DataSource connections() {
        return pool;
    }

    String schema() {
        return schema;
    }

    /** Where the server is and which version it has. */
    String describe() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            String url = connection.getMetaData().getURL();
            return connection.getMetaData().getDatabaseProductName() + " "
                    + connection.getMetaData().getDatabaseProductVersion().split(" ", 2)[0] + " at "
                    + url.substring(url.indexOf("//") + 2).split("\\?", 2)[0] + ", schema " + schema;
        }
    }

    /** Everything that the table holds, as the database itself would print it. */
    String dump() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT card::text FROM credit_cards AS card")) {
            StringBuilder dump = new StringBuilder();
            while (rows.next()) {
                dump.append(rows.getString(1)).append('\n');
            }
            return dump.toString();
        }
    }

    /** Does to the table what its programs would not. */
    void execute(String sql) throws SQLException {
        execute(pool, sql);
    }

    @Override
    public void close() {
        try (pool) {
            execute("DROP SCHEMA " + schema + " CASCADE");
        } catch (SQLException e) {
            System.err.println("Could not drop the schema " + schema + ": " + e.getMessage());
        }
        if (server != null) {
            server.close();
        }
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
