package dev.envelope.jdbc;

import dev.envelope.CallInterruptedException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.kek.Deadline;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Does things with a connection of its own: within the deadline, whole or not at all, with failures translated. */
final class Database {

    private static final Logger LOG = System.getLogger(Database.class.getName());

    /** The most that a statement may take: drivers count in an int, and databases have limits of their own. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** How much longer than its statement a connection may be silent: the database is to give up first, and say so. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String name;
    private final DataSource dataSource;
    private volatile @Nullable JdbcDatabase kind;

    Database(String name, DataSource dataSource) {
        this.name = name;
        this.dataSource = dataSource;
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

    /** A transaction; rolled back unless the work says that there is something to be kept. */
    boolean write(String operation, Deadline deadline, Work<Boolean> work) {
        return connected(operation, deadline, session -> {
            Connection connection = session.connection();
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true); // the isolation can't be set within a transaction
            }
            int isolation = connection.getTransactionIsolation();
            boolean ended = false;
            try {
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
                connection.setAutoCommit(false);
                boolean changed = work.in(session);
                if (changed) {
                    deadline.check(name);
                    connection.commit();
                    ended = true;
                }
                return changed;
            } finally {
                boolean committed = ended;
                quietly(() -> {
                    if (!committed) {
                        connection.rollback();
                    }
                    connection.setAutoCommit(true);
                    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                        connection.setTransactionIsolation(isolation);
                    }
                    connection.setAutoCommit(autoCommit);
                });
            }
        });
    }

    private <T> T connected(String operation, Deadline deadline, Work<T> work) {
        deadline.check(name);
        if (Thread.currentThread().isInterrupted()) {
            throw new CallInterruptedException(name, null);
        }
        Failures failures = new Failures(name, operation, deadline);
        Connection connection = connect(failures);
        try {
            deadline.check(name);
            int silence = limitSilence(connection, deadline);
            try {
                return work.in(new Session(connection, deadline, kind(connection)));
            } finally {
                quietly(() -> restoreSilence(connection, silence));
            }
        } catch (SQLException | RuntimeException e) {
            throw failures.ofStatement(e);
        } finally {
            quietly(connection::close);
        }
    }

    private Connection connect(Failures failures) {
        try {
            return dataSource.getConnection();
        } catch (SQLException | RuntimeException e) {
            throw failures.ofConnecting(e);
        }
    }

    private JdbcDatabase kind(Connection connection) throws SQLException {
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

    /** A network that swallows everything must not hold a call for ever; not every driver can be told so. */
    private static int limitSilence(Connection connection, Deadline deadline) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            long allowed = atMost(deadline.remaining().plus(GRACE)).toMillis();
            if (before == 0 || before > allowed) {
                connection.setNetworkTimeout(Runnable::run, (int) allowed);
                return before;
            }
        } catch (SQLFeatureNotSupportedException e) {
            LOG.log(Level.DEBUG, "The driver knows no network timeout", e);
        }
        return -1;
    }

    private static void restoreSilence(Connection connection, int before) throws SQLException {
        if (before >= 0) {
            connection.setNetworkTimeout(Runnable::run, before);
        }
    }

    private static Duration atMost(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    private static void quietly(Cleanup cleanup) {
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
    private interface Cleanup {
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
            Duration left = atMost(deadline.remaining());
            statement.setQueryTimeout(
                    (int) Math.max(1, left.plusNanos(999_999_999).toSeconds()));
            return statement;
        }
    }
}
