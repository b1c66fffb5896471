package dev.envelope.jdbc;

import dev.envelope.kek.Deadline;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

/** How long a connection may be silent: a network that swallows everything must not hold a call for ever. */
final class Silence {

    private static final Logger LOG = System.getLogger(Silence.class.getName());

    /** The most that a statement may take: drivers count in an int, and databases have limits of their own. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** How much longer than its statement a connection may be silent: the database is to give up first, and say so. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Silence() {}

    /** Sets the limit; returns the one before, or -1 where it was left as it was: not every driver can be told. */
    static int limit(Connection connection, Deadline deadline) throws SQLException {
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

    static void restore(Connection connection, int before) throws SQLException {
        if (before >= 0) {
            connection.setNetworkTimeout(Runnable::run, before);
        }
    }

    static Duration atMost(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }
}
