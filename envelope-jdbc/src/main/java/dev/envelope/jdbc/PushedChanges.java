package dev.envelope.jdbc;

import dev.envelope.tenant.TenantKeyStore.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A thread that listens to PostgreSQL over a connection of its own, for as long as somebody subscribes. A connection that is
 * lost is replaced. Nobody knows what was missed before it listened, so the subscriber is called then too.
 */
final class PushedChanges implements Subscription {

    private static final Logger LOG = System.getLogger(PushedChanges.class.getName());

    private static final String DRIVER = "org.postgresql.PGConnection";
    private static final Duration LISTENING = Duration.ofSeconds(20);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int CHECK_SECONDS = 10;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final DataSource dataSource;
    private final Runnable onChange;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Lock lock = new ReentrantLock();
    private @Nullable Connection current;
    private boolean failureWasLogged;
    private Duration pause = SHORTEST_PAUSE;

    private PushedChanges(DataSource dataSource, Runnable onChange) {
        this.dataSource = dataSource;
        this.onChange = onChange;
    }

    /** Whether PostgreSQL's own driver is there; nothing else of this class may be touched where it is not. */
    static boolean canBeHad() {
        try {
            Class.forName(DRIVER, false, PushedChanges.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    static PushedChanges listen(DataSource dataSource, Runnable onChange) {
        PushedChanges changes = new PushedChanges(dataSource, onChange);
        Thread thread = new Thread(changes::run, "envelope-tenant-changes-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        return changes;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed.countDown();
            if (current != null) {
                // ends the read that the thread is in
                current.abort(Runnable::run);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "The connection that listened for changes of tenants did not end at once", e);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (isOpen()) {
                if (!listenOnce()) {
                    return;
                }
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                Duration next = pause.multipliedBy(2);
                pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "Listening for changes of tenants was interrupted", e);
            Thread.currentThread().interrupt();
        }
    }

    /** Listens until the connection is lost; false if there is no listening to this database at all. */
    private boolean listenOnce() {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isWrapperFor(PGConnection.class)) {
                LOG.log(Level.DEBUG, "Changes of tenants can't be listened for: this is not PostgreSQL's own driver");
                return false;
            }
            if (!began(connection)) {
                return false;
            }
            try {
                listen(connection, connection.unwrap(PGConnection.class));
            } finally {
                ended();
            }
        } catch (SQLException | RuntimeException e) {
            failed(e);
        }
        return true;
    }

    private void listen(Connection connection, PGConnection postgres) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(CHECK_SECONDS);
            statement.execute("LISTEN " + Sql.CHANNEL);
        }
        // whatever changed before this took effect was told to nobody, the first time too
        call();
        failureWasLogged = false;
        pause = SHORTEST_PAUSE;
        while (isOpen()) {
            var notifications = postgres.getNotifications((int) LISTENING.toMillis());
            if (!isOpen()) {
                return;
            }
            if (notifications != null && notifications.length > 0) {
                call();
            } else {
                // silence may be a connection that nobody told us is gone
                if (!connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("The connection does not answer");
                }
            }
        }
    }

    private boolean began(Connection connection) {
        lock.lock();
        try {
            current = connection;
            return isOpen();
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        try {
            current = null;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception e) {
        if (isOpen()) {
            Level level = failureWasLogged ? Level.DEBUG : Level.WARNING;
            failureWasLogged = true;
            LOG.log(
                    level,
                    "Changes of tenants are not pushed until PostgreSQL can be listened to again; they are polled for as"
                            + " before",
                    e);
        }
    }

    private void call() {
        try {
            onChange.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Who subscribed to changes of tenants threw", e);
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }
}
