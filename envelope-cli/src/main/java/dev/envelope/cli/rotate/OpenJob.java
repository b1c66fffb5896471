package dev.envelope.cli.rotate;

import dev.envelope.jdbc.JdbcTable;
import dev.envelope.rotation.RotationJob;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;

/**
 * A job that is about to be built, and what has to be closed when it is over.
 *
 * @param job the job, to which listeners may be added
 * @param table its rows
 * @param dataSource the database
 * @param closing what has to be closed
 */
record OpenJob(RotationJob.Builder job, JdbcTable table, DataSource dataSource, Closing closing)
        implements AutoCloseable {

    @Override
    public void close() {
        closing.close();
    }

    /** Closes what was opened, the last first. */
    static final class Closing implements AutoCloseable {

        private final Deque<AutoCloseable> opened = new ArrayDeque<>();

        <T extends AutoCloseable> T later(T resource) {
            opened.push(resource);
            return resource;
        }

        @Override
        public void close() {
            while (!opened.isEmpty()) {
                close(opened.pop());
            }
        }

        private static void close(AutoCloseable resource) {
            try {
                resource.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("What has no failures of its own failed to close", e);
            }
        }
    }
}
