package dev.envelope.jdbc;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.KeyBlock;
import dev.envelope.jdbc.Database.Session;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantChanges;
import dev.envelope.tenant.TenantKeyStore;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tenants in a relational database: PostgreSQL, MySQL, MariaDB or H2, which it finds out by itself. The tables are created
 * beforehand, from the file for that database ({@link JdbcDatabase#tables()}).
 *
 * <pre>{@code
 * TenantKeyStore store = new JdbcTenantKeyStore(dataSource);
 * }</pre>
 *
 * <p>Each call takes a connection of its own from the application's {@link DataSource} and ends its own transaction; it never
 * takes part in one of the application's. A statement is given up when the deadline of the call has passed, to the second.
 * How long a pool waits for a connection is the pool's setting, which should be less.
 *
 * <p>Every change takes the next position while it holds the lock of one row. Changes of tenants therefore queue, each for the
 * time of a transaction, and become visible in the order of their positions: whoever polls misses none. Reads take no lock.
 *
 * <p>On PostgreSQL, with its own driver, {@link #subscribe} listens: a daemon thread for each subscription holds one connection.
 * On others it never calls back.
 *
 * <p>Immutable and safe for use by several threads. The data source stays the application's to close.
 */
public final class JdbcTenantKeyStore implements TenantKeyStore {

    /** How many changes are told at once. */
    private static final int CHANGES = 1000;

    private static final String DEFAULT_NAME = "tenants";
    private static final String TABLES = "tenant-keys";
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Duration CREATING_TABLES = Duration.ofMinutes(1);

    private final String name;
    private final DataSource dataSource;
    private final DataSource listening;
    private final @Nullable String schema;
    private final Database database;
    private final Rows rows;
    private final Sql sql;

    /**
     * A store in the default schema of a data source.
     *
     * @param dataSource where connections come from
     */
    public JdbcTenantKeyStore(DataSource dataSource) {
        this(DEFAULT_NAME, dataSource, dataSource, null);
    }

    private JdbcTenantKeyStore(String name, DataSource dataSource, DataSource listening, @Nullable String schema) {
        this.name = requireNonNull(name, "name");
        this.dataSource = requireNonNull(dataSource, "dataSource");
        this.listening = requireNonNull(listening, "listening");
        this.schema = schema;
        this.database = new Database(name, TABLES, dataSource);
        this.rows = new Rows(name);
        this.sql = new Sql(schema == null ? "" : schema + ".");
    }

    /**
     * The same store under another name.
     *
     * @param newName what exceptions call it; {@code tenants} by default
     * @return a store over the same data source
     */
    public JdbcTenantKeyStore named(String newName) {
        return new JdbcTenantKeyStore(newName, dataSource, listening, schema);
    }

    /**
     * A store whose tables are in a schema that is not the default one of its data source.
     *
     * @param newSchema the name of the schema: letters, digits and underscores, as the database folds them
     * @return a store over the same data source
     * @throws IllegalArgumentException if it has other characters
     */
    public JdbcTenantKeyStore inSchema(String newSchema) {
        if (!IDENTIFIER.matcher(newSchema).matches()) {
            throw new IllegalArgumentException(
                    "A schema has up to 63 letters, digits and underscores, and is not '" + newSchema + "'");
        }
        return new JdbcTenantKeyStore(name, dataSource, listening, newSchema);
    }

    /**
     * A store that listens for changes over another data source: directly, say, where its own leads through a pool that keeps
     * no sessions, or is too small to have a connection taken from it for good.
     *
     * @param newListening where the connections of subscriptions come from; to the same database
     * @return a store over the same data source otherwise
     */
    public JdbcTenantKeyStore listeningOver(DataSource newListening) {
        return new JdbcTenantKeyStore(name, dataSource, newListening, schema);
    }

    /**
     * Creates the tables that are missing, in the default schema of a data source: for tests and small applications. By one
     * process at a time; its user has to be allowed to create tables, which that of the store need not be.
     *
     * @param dataSource where a connection comes from
     * @throws dev.envelope.KekException if that fails
     */
    public static void createTables(DataSource dataSource) {
        new Database(DEFAULT_NAME, TABLES, dataSource)
                .createTables(Deadline.after(CREATING_TABLES), JdbcDatabase::tables);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<KeyBlock> storeKey(Deadline deadline) {
        return database.read("read the store's key", deadline, session -> storeKey(session, sql.store()));
    }

    @Override
    public boolean insertStoreKey(KeyBlock wrapped, Deadline deadline) {
        String text = wrapped.toText();
        return database.write("put the store's key", deadline, session -> {
            if (storeKey(session, sql.lockedStore()).isPresent() || isThereAnyTenant(session)) {
                return false;
            }
            putStoreKey(session, text);
            return true;
        });
    }

    @Override
    public boolean replaceStoreKey(KeyBlock expected, KeyBlock replacement, Deadline deadline) {
        requireNonNull(expected, "expected");
        String text = replacement.toText();
        return database.write("replace the store's key", deadline, session -> {
            if (!storeKey(session, sql.lockedStore()).equals(Optional.of(expected))) {
                return false;
            }
            putStoreKey(session, text);
            return true;
        });
    }

    @Override
    public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
        byte[] id = bytes(tenantId);
        return database.read("find a tenant", deadline, session -> {
            try (PreparedStatement statement = session.prepare(sql.find())) {
                statement.setBytes(1, id);
                try (ResultSet result = statement.executeQuery()) {
                    return rows.page(result).tenants().stream().findFirst();
                }
            }
        });
    }

    @Override
    public boolean insert(StoredTenant tenant, Deadline deadline) {
        byte[] id = bytes(tenant.tenantId());
        return database.write("insert a tenant", deadline, session -> {
            long position = nextPosition(session);
            if (isThere(session, id)) {
                return false;
            }
            try (PreparedStatement statement = session.prepare(sql.insert())) {
                int next = putFields(statement, tenant, position);
                statement.setBytes(next, id);
                statement.executeUpdate();
            }
            insertKeys(session, id, tenant.keys(), 0);
            tellListeners(session);
            return true;
        });
    }

    @Override
    public boolean replace(StoredTenant tenant, Deadline deadline) {
        byte[] id = bytes(tenant.tenantId());
        return database.write("replace a tenant", deadline, session -> {
            long position = nextPosition(session);
            try (PreparedStatement statement = session.prepare(sql.replace())) {
                int next = putFields(statement, tenant, position);
                statement.setBytes(next, id);
                statement.setLong(next + 1, tenant.revision() - 1);
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
            replaceKeys(session, id, tenant.keys());
            tellListeners(session);
            return true;
        });
    }

    @Override
    public List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit is at least 1, and not " + limit);
        }
        return database.read("list tenants", deadline, session -> {
            List<StoredTenant> tenants = new ArrayList<>();
            Optional<byte[]> behind = after.map(JdbcTenantKeyStore::bytes);
            Rows.Page page;
            do {
                page = page(session, behind, limit - tenants.size());
                tenants.addAll(page.tenants());
                behind = Optional.of(page.last());
                // fewer than the limit would say that this is the end
            } while (page.skipped() > 0);
            return tenants;
        });
    }

    @Override
    public long position(Deadline deadline) {
        return database.read("read the position", deadline, session -> position(session));
    }

    @Override
    public TenantChanges changesSince(long position, Deadline deadline) {
        return database.read("read changes", deadline, session -> {
            try (PreparedStatement statement = session.prepare(sql.changes())) {
                statement.setLong(1, position);
                statement.setInt(2, CHANGES + 1);
                try (ResultSet result = statement.executeQuery()) {
                    return changes(result);
                }
            }
        });
    }

    @Override
    public Subscription subscribe(Runnable onChange) {
        requireNonNull(onChange, "onChange");
        return PushedChanges.canBeHad() ? PushedChanges.listen(listening, onChange) : () -> {};
    }

    /** Returns its name and schema. */
    @Override
    public String toString() {
        return "JdbcTenantKeyStore[" + name + (schema == null ? "" : ", schema " + schema) + "]";
    }

    private Rows.Page page(Session session, Optional<byte[]> behind, int limit) throws SQLException {
        try (PreparedStatement statement = session.prepare(behind.isPresent() ? sql.listBehind() : sql.list())) {
            int next = 1;
            if (behind.isPresent()) {
                statement.setBytes(next, behind.get());
                next++;
            }
            statement.setInt(next, limit);
            try (ResultSet result = statement.executeQuery()) {
                return rows.page(result);
            }
        }
    }

    private TenantChanges changes(ResultSet result) throws SQLException {
        List<String> ids = new ArrayList<>();
        long reached = 0;
        long last = 0;
        int changed = 0;
        boolean any = false;
        while (result.next()) {
            any = true;
            reached = result.getLong("store_position");
            byte[] id = result.getBytes("tenant_id");
            if (id != null) {
                if (changed == CHANGES) {
                    return new TenantChanges(last, ids, true);
                }
                changed++;
                last = result.getLong("change_position");
                rows.tenantId(id, last).ifPresent(ids::add);
            }
        }
        if (!any) {
            throw noStoreRow();
        }
        return new TenantChanges(reached, ids, false);
    }

    private Optional<KeyBlock> storeKey(Session session, String query) throws SQLException {
        try (PreparedStatement statement = session.prepare(query);
                ResultSet result = statement.executeQuery()) {
            if (!result.next()) {
                throw noStoreRow();
            }
            return Optional.ofNullable(result.getString("store_key")).map(rows::storeKey);
        }
    }

    private void putStoreKey(Session session, String text) throws SQLException {
        try (PreparedStatement statement = session.prepare(sql.putStoreKey())) {
            statement.setString(1, text);
            statement.executeUpdate();
        }
    }

    private boolean isThereAnyTenant(Session session) throws SQLException {
        try (PreparedStatement statement = session.prepare(sql.anyTenant());
                ResultSet result = statement.executeQuery()) {
            return result.next();
        }
    }

    private boolean isThere(Session session, byte[] id) throws SQLException {
        try (PreparedStatement statement = session.prepare(sql.isThere())) {
            statement.setBytes(1, id);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    /** Takes the lock that all changes take, and the position that nobody else has. */
    private long nextPosition(Session session) throws SQLException {
        try (PreparedStatement statement = session.prepare(sql.nextPosition())) {
            if (statement.executeUpdate() == 0) {
                throw noStoreRow();
            }
        }
        return position(session);
    }

    private long position(Session session) throws SQLException {
        try (PreparedStatement statement = session.prepare(sql.store());
                ResultSet result = statement.executeQuery()) {
            if (!result.next()) {
                throw noStoreRow();
            }
            return result.getLong("change_position");
        }
    }

    private RuntimeException noStoreRow() {
        return rows.unreadable("the table envelope_tenant_store", "has no row", null);
    }

    /** Puts the fields in the order that insert and replace share; returns the index of the parameter behind them. */
    private static int putFields(PreparedStatement statement, StoredTenant tenant, long position) throws SQLException {
        statement.setLong(1, tenant.revision());
        statement.setString(2, tenant.state().name());
        statement.setString(3, tenant.currentVersion());
        statement.setLong(4, tenant.createdAt().toEpochMilli());
        statement.setLong(5, tenant.changedAt().toEpochMilli());
        statement.setString(6, tenant.seal());
        statement.setLong(7, position);
        return 8;
    }

    /** Overwrites the versions that differ, so that of a shredded key nothing is left in the row; adds and removes the rest. */
    private void replaceKeys(Session session, byte[] id, List<StoredTenantKey> keys) throws SQLException {
        List<KeyRow> present = keyRows(session, id);
        int both = Math.min(present.size(), keys.size());
        try (PreparedStatement statement = session.prepare(sql.replaceKey())) {
            boolean any = false;
            for (int i = 0; i < both; i++) {
                KeyRow row = KeyRow.of(keys.get(i));
                if (!row.equals(present.get(i))) {
                    row.put(statement, id, i);
                    statement.addBatch();
                    any = true;
                }
            }
            if (any) {
                statement.executeBatch();
            }
        }
        insertKeys(session, id, keys, both);
        if (present.size() > keys.size()) {
            try (PreparedStatement statement = session.prepare(sql.deleteKeys())) {
                statement.setBytes(1, id);
                statement.setInt(2, keys.size());
                statement.executeUpdate();
            }
        }
    }

    private void insertKeys(Session session, byte[] id, List<StoredTenantKey> keys, int from) throws SQLException {
        if (from >= keys.size()) {
            return;
        }
        try (PreparedStatement statement = session.prepare(sql.insertKey())) {
            for (int i = from; i < keys.size(); i++) {
                KeyRow.of(keys.get(i)).put(statement, id, i);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What is there, by ordinal; a row that is missing in between stands for one that differs from everything. */
    private List<KeyRow> keyRows(Session session, byte[] id) throws SQLException {
        List<KeyRow> present = new ArrayList<>();
        try (PreparedStatement statement = session.prepare(sql.keys())) {
            statement.setBytes(1, id);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    if (result.getInt("ordinal") != present.size()) {
                        throw rows.unreadable(
                                "the table envelope_tenant_key", "has a gap in a tenant's ordinals", null);
                    }
                    present.add(new KeyRow(
                            result.getString("version"),
                            result.getLong("created_at_ms"),
                            result.getString("wrapped"),
                            result.getString("key_check")));
                }
            }
        }
        return present;
    }

    /** Sent when the transaction is committed, and not at all if it is not. */
    private static void tellListeners(Session session) throws SQLException {
        if (session.kind() == JdbcDatabase.POSTGRESQL) {
            try (PreparedStatement statement = session.prepare("SELECT pg_notify('" + Sql.CHANNEL + "', '')")) {
                statement.execute();
            }
        }
    }

    private static byte[] bytes(String tenantId) {
        return tenantId.getBytes(StandardCharsets.UTF_8);
    }

    /** A version as it stands in its row. */
    private record KeyRow(
            @Nullable String version,
            long createdAt,
            @Nullable String wrapped,
            @Nullable String check) {

        static KeyRow of(StoredTenantKey key) {
            KeyBlock wrapped = key.wrapped();
            return new KeyRow(
                    key.version(),
                    key.createdAt().toEpochMilli(),
                    wrapped == null ? null : wrapped.toText(),
                    key.check());
        }

        void put(PreparedStatement statement, byte[] id, int ordinal) throws SQLException {
            statement.setString(1, version);
            statement.setLong(2, createdAt);
            statement.setString(3, wrapped);
            statement.setString(4, check);
            statement.setBytes(5, id);
            statement.setInt(6, ordinal);
        }
    }
}
