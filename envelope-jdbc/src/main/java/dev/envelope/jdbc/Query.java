package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of SQL with the parameters in it. Grows while it is written; not safe for use by several threads. */
final class Query {

    private final StringBuilder sql = new StringBuilder();
    private final List<Parameter> parameters = new ArrayList<>();

    static Query of(String sql) {
        return new Query().sql(sql);
    }

    Query sql(String more) {
        sql.append(more);
        return this;
    }

    Query add(Query other) {
        sql.append(other.sql);
        parameters.addAll(other.parameters);
        return this;
    }

    Query text(@Nullable String value) {
        return parameter((statement, index) -> statement.setString(index, value));
    }

    Query bytes(byte @Nullable [] value) {
        return parameter((statement, index) -> statement.setBytes(index, value));
    }

    Query number(long value) {
        return parameter((statement, index) -> statement.setLong(index, value));
    }

    Query array(String type, Object[] values) {
        return parameter((statement, index) -> {
            Array array = statement.getConnection().createArrayOf(type, values);
            statement.setArray(index, array);
        });
    }

    PreparedStatement prepare(Session session) throws SQLException {
        PreparedStatement statement = session.prepare(sql.toString());
        boolean bound = false;
        try {
            bind(statement);
            bound = true;
            return statement;
        } finally {
            if (!bound) {
                statement.close();
            }
        }
    }

    int update(Session session) throws SQLException {
        try (PreparedStatement statement = prepare(session)) {
            return statement.executeUpdate();
        }
    }

    /** The first column of all rows. */
    List<String> texts(Session session) throws SQLException {
        try (PreparedStatement statement = prepare(session);
                ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /** Sets the parameters of a statement of the same SQL. */
    void bind(PreparedStatement statement) throws SQLException {
        int index = 1;
        for (Parameter each : parameters) {
            each.set(statement, index);
            index++;
        }
    }

    private Query parameter(Parameter parameter) {
        sql.append('?');
        parameters.add(parameter);
        return this;
    }

    /** Returns the SQL without the values of its parameters. */
    @Override
    public String toString() {
        return sql.toString();
    }

    @FunctionalInterface
    private interface Parameter {
        void set(PreparedStatement statement, int index) throws SQLException;
    }
}
