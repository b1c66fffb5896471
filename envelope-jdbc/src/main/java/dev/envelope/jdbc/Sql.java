package dev.envelope.jdbc;

/**
 * The statements, which all databases understand alike. Every read is one statement: it sees one state of the database, a tenant
 * with its versions and a position with its changes.
 *
 * @param schema the schema of the tables with a dot behind it, or nothing
 */
record Sql(String schema) {

    /** Where PostgreSQL says that something was changed. */
    static final String CHANNEL = "envelope_tenant_changed";

    private static final String TENANT_WITH_KEYS = "SELECT t.tenant_id, t.revision, t.state, t.current_version,"
            + " t.created_at_ms AS tenant_created_at_ms, t.changed_at_ms, t.seal, t.change_position,"
            + " k.version, k.created_at_ms AS key_created_at_ms, k.wrapped, k.key_check";

    String store() {
        return "SELECT store_key, change_position FROM " + storeTable() + " WHERE id = 1";
    }

    String lockedStore() {
        return store() + " FOR UPDATE";
    }

    String putStoreKey() {
        return "UPDATE " + storeTable() + " SET store_key = ? WHERE id = 1";
    }

    String nextPosition() {
        return "UPDATE " + storeTable() + " SET change_position = change_position + 1 WHERE id = 1";
    }

    String anyTenant() {
        return "SELECT 1 FROM " + tenantTable() + " LIMIT 1";
    }

    String isThere() {
        return "SELECT 1 FROM " + tenantTable() + " WHERE tenant_id = ?";
    }

    String find() {
        return TENANT_WITH_KEYS + " FROM " + tenantTable() + " t" + withKeys() + " WHERE t.tenant_id = ?"
                + " ORDER BY k.ordinal";
    }

    String list() {
        return list("");
    }

    String listBehind() {
        return list(" WHERE tenant_id > ?");
    }

    private String list(String where) {
        return TENANT_WITH_KEYS + " FROM (SELECT * FROM " + tenantTable() + where + " ORDER BY tenant_id LIMIT ?) t"
                + withKeys() + " ORDER BY t.tenant_id, k.ordinal";
    }

    String changes() {
        return "SELECT s.change_position AS store_position, t.tenant_id, t.change_position FROM " + storeTable()
                + " s LEFT JOIN " + tenantTable() + " t ON t.change_position > ? WHERE s.id = 1"
                + " ORDER BY t.change_position LIMIT ?";
    }

    String insert() {
        return "INSERT INTO " + tenantTable()
                + " (revision, state, current_version, created_at_ms, changed_at_ms, seal,"
                + " change_position, tenant_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    }

    String replace() {
        return "UPDATE " + tenantTable() + " SET revision = ?, state = ?, current_version = ?, created_at_ms = ?,"
                + " changed_at_ms = ?, seal = ?, change_position = ? WHERE tenant_id = ? AND revision = ?";
    }

    String keys() {
        return "SELECT ordinal, version, created_at_ms, wrapped, key_check FROM " + keyTable()
                + " WHERE tenant_id = ? ORDER BY ordinal";
    }

    String insertKey() {
        return "INSERT INTO " + keyTable() + " (version, created_at_ms, wrapped, key_check, tenant_id, ordinal)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
    }

    String replaceKey() {
        return "UPDATE " + keyTable() + " SET version = ?, created_at_ms = ?, wrapped = ?, key_check = ?"
                + " WHERE tenant_id = ? AND ordinal = ?";
    }

    String deleteKeys() {
        return "DELETE FROM " + keyTable() + " WHERE tenant_id = ? AND ordinal >= ?";
    }

    private String withKeys() {
        return " LEFT JOIN " + keyTable() + " k ON k.tenant_id = t.tenant_id";
    }

    private String storeTable() {
        return schema + "envelope_tenant_store";
    }

    private String tenantTable() {
        return schema + "envelope_tenant";
    }

    private String keyTable() {
        return schema + "envelope_tenant_key";
    }
}
