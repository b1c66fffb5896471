package dev.envelope.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.rotation.RotationStore;
import dev.envelope.testkit.ColumnType;
import dev.envelope.testkit.RotationTable;
import dev.envelope.testkit.TableShape;
import dev.envelope.testkit.TableShape.Column;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A table of a database as the contract sees it. */
final class JdbcRotationTable implements RotationTable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final TableShape shape;
    private final String name = "contract_" + NUMBER.incrementAndGet();
    private final JdbcTable store;
    private final JdbcTable otherStore;

    JdbcRotationTable(TestDatabase database, HikariDataSource pool, HikariDataSource otherPool, TableShape shape)
            throws SQLException {
        this.database = database;
        this.pool = pool;
        this.shape = shape;
        JdbcTable.createTables(pool);
        TestDatabase.execute(
                pool,
                "DELETE FROM envelope_rotation_job",
                "DELETE FROM envelope_rotation_segment",
                "DELETE FROM envelope_rotation_quarantine",
                "DROP TABLE IF EXISTS " + name,
                "CREATE TABLE " + name + " ("
                        + shape.columns().stream()
                                .map(column -> column.name() + " " + type(column.type())
                                        + (shape.key().contains(column) ? " NOT NULL" : ""))
                                .collect(Collectors.joining(", "))
                        + ", PRIMARY KEY (" + names(shape.key()) + "))");
        this.store = store(pool);
        this.otherStore = store(otherPool);
        for (String index : store.indexes()) {
            TestDatabase.execute(pool, index);
        }
    }

    private JdbcTable store(HikariDataSource from) {
        JdbcTable.Builder builder = JdbcTable.of(from, name);
        shape.key().forEach(column -> builder.key(column.name()));
        shape.others().forEach(column -> builder.reading(column.name()));
        shape.envelopes().forEach(column -> builder.column(column.name()));
        return builder.build();
    }

    private String type(ColumnType type) {
        boolean postgres = database == TestDatabase.POSTGRESQL;
        boolean h2 = database == TestDatabase.H2_IN_MEMORY || database == TestDatabase.H2_SERVER;
        boolean mySql = !postgres && !h2;
        return switch (type) {
            case NUMBER -> "BIGINT";
            case DECIMAL -> "NUMERIC(12, 2)";
            case TEXT -> "VARCHAR(100)" + (mySql ? " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "");
            case UUID -> mySql ? "CHAR(36) CHARACTER SET ascii" : "UUID";
            case BINARY -> postgres ? "BYTEA" : "VARBINARY(16)";
            case DATE -> "DATE";
            case TIMESTAMP -> mySql ? "DATETIME" : "TIMESTAMP";
            case BINARY_VALUE -> postgres ? "BYTEA" : mySql ? "MEDIUMBLOB" : "VARBINARY(20000)";
            case TEXT_VALUE ->
                postgres
                        ? "TEXT COLLATE contract_ignoring"
                        : mySql
                                ? "MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
                                : "VARCHAR_IGNORECASE(20000)";
        };
    }

    @Override
    public RotationStore store() {
        return store;
    }

    @Override
    public RotationStore otherStore() {
        return otherStore;
    }

    @Override
    public void insert(List<?> key, Map<String, ?> others, Map<String, byte[]> values) throws SQLException {
        List<Object> all = new ArrayList<>(key);
        shape.others().forEach(column -> all.add(others.get(column.name())));
        shape.envelopes().forEach(column -> all.add(value(column.name(), values.get(column.name()))));
        update(
                "INSERT INTO " + name + " (" + names(shape.columns()) + ") VALUES ("
                        + String.join(", ", Collections.nCopies(all.size(), "?")) + ")",
                all);
    }

    @Override
    public Optional<byte[]> read(List<?> key, String column) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT " + column + " FROM " + name + " WHERE " + ofKey())) {
            set(statement, new ArrayList<>(key));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return shape.isText(column)
                        ? Optional.ofNullable(row.getString(1)).map(text -> text.getBytes(StandardCharsets.UTF_8))
                        : Optional.ofNullable(row.getBytes(1));
            }
        }
    }

    @Override
    public void change(List<?> key, String column, byte[] value) throws SQLException {
        List<Object> all = new ArrayList<>();
        all.add(value(column, value));
        all.addAll(key);
        update("UPDATE " + name + " SET " + column + " = ? WHERE " + ofKey(), all);
    }

    @Override
    public void delete(List<?> key) throws SQLException {
        update("DELETE FROM " + name + " WHERE " + ofKey(), new ArrayList<>(key));
    }

    @Override
    public Optional<AutoCloseable> lock(List<?> key) throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + name + " WHERE " + ofKey() + " FOR UPDATE")) {
            set(statement, new ArrayList<>(key));
            statement.executeQuery().close();
        }
        return Optional.of(() -> {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        });
    }

    @Override
    public void close() throws SQLException {
        TestDatabase.execute(pool, "DROP TABLE " + name);
    }

    private void update(String sql, List<Object> values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    private void set(PreparedStatement statement, List<Object> values) throws SQLException {
        int index = 1;
        for (Object value : values) {
            boolean mySql = database.name().contains("M") && !database.name().startsWith("H2");
            if (value instanceof byte[] bytes) {
                statement.setBytes(index, bytes);
            } else if (value instanceof BigDecimal decimal) {
                statement.setBigDecimal(index, decimal);
            } else if (value instanceof java.util.UUID && mySql) {
                statement.setString(index, value.toString());
            } else {
                statement.setObject(index, value);
            }
            index++;
        }
    }

    private Object value(String column, byte[] value) {
        return value == null || !shape.isText(column) ? value : new String(value, StandardCharsets.UTF_8);
    }

    private String ofKey() {
        return shape.key().stream().map(column -> column.name() + " = ?").collect(Collectors.joining(" AND "));
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
