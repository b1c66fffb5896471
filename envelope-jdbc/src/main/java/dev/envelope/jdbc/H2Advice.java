package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What H2 says of a table.
 *
 * @param dialect the database's way
 * @param session the connection
 * @param table the table
 */
record H2Advice(H2Dialect dialect, Session session, TableShape table) implements TableAdvice {

    @Override
    public List<String> ofTable() throws SQLException {
        return new ArrayList<>();
    }

    @Override
    public List<String> ofColumn(TableColumn column) throws SQLException {
        return new ArrayList<>();
    }
}
