package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.jdbc.Database.Work;
import dev.envelope.kek.Deadline;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction over a connection of its own, which may outlive the call that began it. Closing rolls back what was not committed,
 * and gives the connection back as it was. Used by one thread.
 */
final class Transaction implements AutoCloseable {

    private final Database database;
    private final Connection connection;
    private final int isolation;
    private final int silence;
    private final boolean autoCommit;
    private final int isolationBefore;
    private boolean committed;
    private boolean closed;

    Transaction(Database database, Connection connection, int isolation, Deadline deadline) throws SQLException {
        this.database = database;
        this.connection = connection;
        this.isolation = isolation;
        this.silence = Silence.limit(connection, deadline);
        boolean begun = false;
        try {
            this.autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true); // the isolation can't be set within a transaction
            }
            this.isolationBefore = connection.getTransactionIsolation();
            if (isolationBefore != isolation) {
                connection.setTransactionIsolation(isolation);
            }
            connection.setAutoCommit(false);
            begun = true;
        } finally {
            if (!begun) {
                Database.quietly(() -> Silence.restore(connection, silence));
            }
        }
    }

    /** Does something within the transaction; failures are translated. */
    <T> T run(String operation, Deadline deadline, Work<T> work) {
        Failures failures = database.failures(operation, deadline);
        try {
            Silence.limit(connection, deadline);
            return work.in(new Session(connection, deadline, database.kind(connection)));
        } catch (SQLException | RuntimeException e) {
            throw failures.ofStatement(e);
        }
    }

    /** Ends the transaction; within {@link #run}. */
    void commit(Deadline deadline) throws SQLException {
        deadline.check(database.name());
        connection.commit();
        committed = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Database.quietly(() -> {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
            if (isolationBefore != isolation) {
                connection.setTransactionIsolation(isolationBefore);
            }
            connection.setAutoCommit(autoCommit);
        });
        Database.quietly(() -> Silence.restore(connection, silence));
        Database.quietly(connection::close);
    }
}
