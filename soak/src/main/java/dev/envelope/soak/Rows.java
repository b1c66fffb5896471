package dev.envelope.soak;

import java.sql.SQLException;
import java.util.Optional;

/** The application's own statements. */
interface Rows {

    Optional<StoredRecord> read(Shelf shelf, long id) throws SQLException;

    /** False if there is one. */
    boolean insert(Shelf shelf, StoredRecord row) throws SQLException;

    /** False if the row is not there at the revision before. */
    boolean update(Shelf shelf, StoredRecord row) throws SQLException;

    /** False if the row is not there at this revision. */
    boolean delete(Shelf shelf, long id, long revision) throws SQLException;

    void deleteAllOf(Shelf shelf, String owner) throws SQLException;

    long count(Shelf shelf) throws SQLException;
}
