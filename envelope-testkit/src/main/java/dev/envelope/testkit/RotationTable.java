package dev.envelope.testkit;

import dev.envelope.rotation.RotationStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table, or whatever a {@link RotationStore} has its rows in, as {@link RotationStoreContract} sees it: the application
 * that writes rows while a job moves them. What these methods write is committed when they return.
 *
 * <p>A key is what its columns hold, in their order, by the {@linkplain ColumnType types of the shape}. Values of columns
 * that hold envelopes are bytes, as {@link dev.envelope.rotation.StoredRow#value()} returns them: where the column holds texts,
 * their UTF-8.
 *
 * <p>Used by several threads at once.
 */
public interface RotationTable {

    /**
     * Returns the store to test, which has been told to read all columns of the shape. Always the same one.
     *
     * @return a store over this table
     */
    RotationStore store();

    /**
     * Returns a second access to the same rows and jobs, as another process would have. By default the same.
     *
     * @return another store over this table
     */
    default RotationStore otherStore() {
        return store();
    }

    /**
     * Inserts a row.
     *
     * @param key its key
     * @param others what its other columns hold, by their names; null, or not there, for a column that is null
     * @param values what the columns hold that may hold envelopes, likewise
     * @throws Exception if that fails
     */
    void insert(List<?> key, Map<String, ? extends @Nullable Object> others, Map<String, byte @Nullable []> values)
            throws Exception;

    /**
     * Reads a value.
     *
     * @param key the key of a row
     * @param column a column that may hold envelopes
     * @return what it holds; empty if that is null, or there is no such row
     * @throws Exception if that fails
     */
    Optional<byte[]> read(List<?> key, String column) throws Exception;

    /**
     * Changes a value.
     *
     * @param key the key of a row that is there
     * @param column a column that may hold envelopes
     * @param value the new value
     * @throws Exception if that fails
     */
    void change(List<?> key, String column, byte @Nullable [] value) throws Exception;

    /**
     * Deletes a row.
     *
     * @param key the key of a row that is there
     * @throws Exception if that fails
     */
    void delete(List<?> key) throws Exception;

    /**
     * Locks a row against writers, as a transaction does that has changed it and is not committed. By default that is not
     * possible, and tests that need it are skipped.
     *
     * @param key the key of a row that is there
     * @return unlocks the row, unchanged, when it is closed; empty if rows can't be locked
     * @throws Exception if that fails
     */
    default Optional<AutoCloseable> lock(List<?> key) throws Exception {
        return Optional.empty();
    }

    /**
     * Removes the table and closes what it holds; called once, when the test is over.
     *
     * @throws Exception if that fails
     */
    void close() throws Exception;
}
