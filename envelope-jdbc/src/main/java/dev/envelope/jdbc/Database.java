package dev.envelope.jdbc;

import dev.envelope.CallInterruptedException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.kek.Deadline;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Does things with a connection of its own: within the deadline, whole or not at all, with failures translated. */
final class Database {

    private static final Logger LOG = System.getLogger(Database.class.getName());

    private final String name;
    private final String tables;
    private final DataSource dataSource;
    private volatile @Nullable JdbcDatabase kind;

    /**
     * Over a data source.
     *
     * @param name what failures call it
     * @param tables what the files with its tables are called, without the database
     * @param dataSource where connections come from
     */
    Database(String name, String tables, DataSource dataSource) {
        this.name = name;
        this.tables = tables;
        this.dataSource = dataSource;
    }

    String name() {
        return name;
    }

    /** One statement that reads, which sees one state of the database whatever the isolation. */
    <T> T read(String operation, Deadline deadline, Work<T> work) {
        return connected(operation, deadline, session -> {
            Connection connection = session.connection();
            try {
                return work.in(session);
            } finally {
                quietly(() -> {
                    if (!connection.getAutoCommit()) {
                        connection.rollback();
                    }
                });
            }
        });
    }

    /** Any number of statements that read, which all see one state of the database. */
    <T> T snapshot(String operation, Deadline deadline, Work<T> work) {
        // H2's repeatable read is one for each table
        int isolation =
                kind == JdbcDatabase.H2 ? Connection.TRANSACTION_SERIALIZABLE : Connection.TRANSACTION_REPEATABLE_READ;
        try (Transaction transaction = begin(operation, deadline, isolation)) {
            return transaction.run(operation, deadline, work);
        }
    }

    /** A transaction; rolled back unless the work says that there is something to be kept. */
    boolean write(String operation, Deadline deadline, Work<Boolean> work) {
        try (Transaction transaction = begin(operation, deadline)) {
            return transaction.run(operation, deadline, session -> {
                boolean changed = work.in(session);
                if (changed) {
                    transaction.commit(deadline);
                }
                return changed;
            });
        }
    }

    /** Runs the statements of a file: each ends with a semicolon at the end of a line. */
    void createTables(Deadline deadline, Function<JdbcDatabase, String> file) {
        write("create the tables", deadline, session -> {
            for (String each : JdbcDatabase.statements(file.apply(session.kind()))) {
                try (PreparedStatement statement = session.prepare(each)) {
                    statement.execute();
                }
            }
            return true;
        });
    }

    /** Begins a transaction, which sees what others have committed. */
    Transaction begin(String operation, Deadline deadline) {
        return begin(operation, deadline, Connection.TRANSACTION_READ_COMMITTED);
    }

    private Transaction begin(String operation, Deadline deadline, int isolation) {
        Failures failures = failures(operation, deadline);
        Connection connection = connect(failures);
        boolean begun = false;
        try {
            deadline.check(name);
            Transaction transaction = new Transaction(this, connection, isolation, deadline);
            begun = true;
            return transaction;
        } catch (SQLException | RuntimeException e) {
            throw failures.ofStatement(e);
        } finally {
            if (!begun) {
                quietly(connection::close);
            }
        }
    }

    private <T> T connected(String operation, Deadline deadline, Work<T> work) {
        Failures failures = failures(operation, deadline);
        Connection connection = connect(failures);
        try {
            deadline.check(name);
            int silence = Silence.limit(connection, deadline);
            try {
                return work.in(new Session(connection, deadline, kind(connection)));
            } finally {
                quietly(() -> Silence.restore(connection, silence));
            }
        } catch (SQLException | RuntimeException e) {
            throw failures.ofStatement(e);
        } finally {
            quietly(connection::close);
        }
    }

    /** What failures of a call are; a failure itself if there is no time for the call. */
    Failures failures(String operation, Deadline deadline) {
        deadline.check(name);
        if (Thread.currentThread().isInterrupted()) {
            throw new CallInterruptedException(name, null);
        }
        return new Failures(name, tables, operation, deadline);
    }

    private Connection connect(Failures failures) {
        try {
            return dataSource.getConnection();
        } catch (SQLException | RuntimeException e) {
            throw failures.ofConnecting(e);
        }
    }

    JdbcDatabase kind(Connection connection) throws SQLException {
        JdbcDatabase known = kind;
        if (known == null) {
            known = JdbcDatabase.of(connection)
                    .orElseThrow(() -> new KekMisconfiguredException(
                            name,
                            "its store is in a database that envelope-jdbc does not know; use PostgreSQL, MySQL, MariaDB"
                                    + " or H2",
                            null));
            kind = known;
        }
        return known;
    }

    static void quietly(Cleanup cleanup) {
        try {
            cleanup.run();
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "A connection could not be left in order", e);
        }
    }

    /** What is to be done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    @FunctionalInterface
    interface Cleanup {
        void run() throws SQLException;
    }

    /**
     * A connection for the time of a call.
     *
     * @param connection the connection
     * @param deadline when to give up
     * @param kind what database it is of
     */
    record Session(Connection connection, Deadline deadline, JdbcDatabase kind) {

        /** A statement that the database gives up when the deadline has passed, to the second. */
        PreparedStatement prepare(String sql) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            Duration left = Silence.atMost(deadline.remaining());
            statement.setQueryTimeout(
                    (int) Math.max(1, left.plusNanos(999_999_999).toSeconds()));
            return statement;
        }
    }
}
