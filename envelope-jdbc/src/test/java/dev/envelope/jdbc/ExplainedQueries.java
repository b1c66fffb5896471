package dev.envelope.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Has the database explain each statement in the very moment before it is executed, with its parameters. */
final class ExplainedQueries implements DataSource {

    private final DataSource pool;
    private final List<String> plans = new CopyOnWriteArrayList<>();

    ExplainedQueries(DataSource pool) {
        this.pool = pool;
    }

    /** The lines of all plans, fields with a bar between; each plan behind its statement. */
    List<String> plans() {
        return plans;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = pool.getConnection();
        return (Connection) Proxy.newProxyInstance(
                ExplainedQueries.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(connection, arguments);
                        return method.getName().equals("prepareStatement")
                                ? explained(connection, (PreparedStatement) result, (String) arguments[0])
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private PreparedStatement explained(Connection connection, PreparedStatement statement, String sql)
            throws SQLException {
        PreparedStatement explaining = connection.prepareStatement("EXPLAIN " + sql);
        return (PreparedStatement) Proxy.newProxyInstance(
                ExplainedQueries.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    try {
                        if (method.getName().startsWith("execute")) {
                            plans.add(sql);
                            explain(explaining);
                        } else if (method.getName().startsWith("set")
                                || method.getName().equals("close")) {
                            method.invoke(explaining, arguments);
                        }
                        return method.invoke(statement, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void explain(PreparedStatement explaining) throws SQLException {
        try (ResultSet plan = explaining.executeQuery()) {
            ResultSetMetaData columns = plan.getMetaData();
            while (plan.next()) {
                List<String> fields = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    fields.add(columns.getColumnLabel(i) + "=" + plan.getString(i));
                }
                plans.add(String.join("|", fields));
            }
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
