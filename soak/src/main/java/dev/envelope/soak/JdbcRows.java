package dev.envelope.soak;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Rows in the database, each statement a transaction. */
record JdbcRows(DataSource dataSource) implements Rows {

    @Override
    public Optional<StoredRecord> read(Shelf shelf, long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT owner, revision, body, note FROM " + shelf.table() + " WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new StoredRecord(
                                id, row.getString(1), row.getLong(2), row.getBytes(3), row.getString(4)))
                        : Optional.empty();
            }
        }
    }

    @Override
    public boolean insert(Shelf shelf, StoredRecord row) throws SQLException {
        return execute(
                        "INSERT INTO " + shelf.table()
                                + " (id, owner, revision, body, note) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        row.id(),
                        row.owner(),
                        row.revision(),
                        row.body(),
                        row.note())
                == 1;
    }

    @Override
    public boolean update(Shelf shelf, StoredRecord row) throws SQLException {
        return execute(
                        "UPDATE " + shelf.table()
                                + " SET revision = ?, body = ?, note = ? WHERE id = ? AND revision = ?",
                        row.revision(),
                        row.body(),
                        row.note(),
                        row.id(),
                        row.revision() - 1)
                == 1;
    }

    @Override
    public boolean delete(Shelf shelf, long id, long revision) throws SQLException {
        return execute("DELETE FROM " + shelf.table() + " WHERE id = ? AND revision = ?", id, revision) == 1;
    }

    @Override
    public void deleteAllOf(Shelf shelf, String owner) throws SQLException {
        execute("DELETE FROM " + shelf.table() + " WHERE owner = ?", owner);
    }

    @Override
    public long count(Shelf shelf) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM " + shelf.table());
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private int execute(String sql, Object... values) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
