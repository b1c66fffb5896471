package dev.envelope.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.tools.Server;

/** A database to run the contract over; started when it is first wanted, and stopped when the tests end. */
public enum TestDatabase {
    H2_IN_MEMORY {
        @Override
        Address start() {
            return new Address("jdbc:h2:mem:envelope;DB_CLOSE_DELAY=-1", "sa", "");
        }
    },
    H2_SERVER {
        @Override
        Address start() throws SQLException {
            // listens on the loopback interface only: the property is H2's
            System.setProperty("h2.bindAddress", "127.0.0.1");
            Server server =
                    Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            atEnd(server::stop);
            return new Address(
                    "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:served;DB_CLOSE_DELAY=-1", "sa", "");
        }
    },
    POSTGRESQL {
        @Override
        Address start() throws IOException, InterruptedException {
            PostgresServer server = new PostgresServer();
            atEnd(server::close);
            return new Address(server.url(), "postgres", PostgresServer.PASSWORD);
        }

        @Override
        String bytes(String hex) {
            return "'\\x" + hex + "'::bytea";
        }
    },
    MARIADB {
        @Override
        Address start() throws IOException, InterruptedException {
            Optional<Address> given = given("envelope.mariadb.url");
            return given.isPresent() ? given.get() : ours("jdbc:mariadb:");
        }
    },
    MYSQL_DRIVER_ON_MARIADB {
        @Override
        Address start() throws IOException, InterruptedException {
            return ours("jdbc:mysql:");
        }
    },
    MYSQL {
        @Override
        Address start() throws IOException {
            return given("envelope.mysql.url")
                    .orElseThrow(() -> new IOException("MySQL is not there: no -Denvelope.mysql.url"));
        }
    };

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static final Lock MARIADB_LOCK = new ReentrantLock();
    private static MariaDbServer mariaDb;

    private static final Map<TestDatabase, Started> STARTED = new ConcurrentHashMap<>();

    abstract Address start() throws IOException, InterruptedException, SQLException;

    /** How bytes are written in a statement. */
    String bytes(String hex) {
        return "X'" + hex + "'";
    }

    /** Where it is; an exception where there is none, and why. */
    Address address() throws Exception {
        Started started = STARTED.computeIfAbsent(this, database -> {
            try {
                return new Started(Optional.of(database.start()), Optional.empty());
            } catch (IOException | InterruptedException | SQLException e) {
                return new Started(Optional.empty(), Optional.of(e));
            }
        });
        return started.address().orElseThrow(() -> started.failure().orElseThrow());
    }

    /** A pool of connections. */
    public HikariDataSource pool(int size) throws Exception {
        return pool(address(), size);
    }

    static HikariDataSource pool(Address address, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.url());
        if (!address.user().isEmpty()) {
            config.setUsername(address.user());
            config.setPassword(address.password());
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** Empties the tables, and creates them where they are not there. */
    static void empty(HikariDataSource pool) throws SQLException {
        JdbcTenantKeyStore.createTables(pool);
        execute(
                pool,
                "DELETE FROM envelope_tenant_key",
                "DELETE FROM envelope_tenant",
                "UPDATE envelope_tenant_store SET store_key = NULL, change_position = 0");
    }

    static void execute(HikariDataSource pool, String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Says what is skipped where whoever reads the build's output sees it: Surefire shows numbers only. */
    static String skipped(String suite, String why) {
        if (SAID.add(suite)) {
            System.out.println("SKIPPED: " + suite + ", " + why);
        }
        return why;
    }

    private static Optional<Address> given(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .filter(url -> !url.isBlank())
                .map(url -> new Address(url, "", ""));
    }

    private static Address ours(String scheme) throws IOException, InterruptedException {
        MARIADB_LOCK.lock();
        try {
            if (mariaDb == null) {
                mariaDb = new MariaDbServer();
                atEnd(mariaDb::close);
            }
            return new Address(scheme + mariaDb.address(), MariaDbServer.USER, MariaDbServer.PASSWORD);
        } finally {
            MARIADB_LOCK.unlock();
        }
    }

    private static void atEnd(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(stop));
    }

    private record Started(Optional<Address> address, Optional<Exception> failure) {}

    /** The URL of a database; user and password where they do not stand in it. */
    record Address(String url, String user, String password) {

        Address withPassword(String other) {
            return new Address(url, user, other);
        }
    }
}
