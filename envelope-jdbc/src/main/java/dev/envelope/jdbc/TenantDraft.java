package dev.envelope.jdbc;

import dev.envelope.EnvelopeException;
import dev.envelope.format.KeyBlock;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant while its rows are read. What can't be read is left out. What is left may be just what was sealed, where somebody
 * added something: so the seal is left out too, and whoever verifies it refuses this tenant, and no other.
 */
final class TenantDraft {

    /** What no seal is: one has 43 characters. */
    private static final String NO_SEAL = "";

    private final String store;
    private final long position;
    private final String tenantId;
    private final long revision;
    private final TenantState state;
    private final String currentVersion;
    private final Instant createdAt;
    private final Instant changedAt;
    private final String seal;
    private final List<StoredTenantKey> keys = new ArrayList<>();
    private boolean altered;

    TenantDraft(String store, String tenantId, ResultSet rows) throws SQLException {
        this.store = store;
        this.position = rows.getLong("change_position");
        this.tenantId = tenantId;
        this.revision = rows.getLong("revision");
        this.state = state(rows.getString("state"));
        this.currentVersion = text(rows, "current_version");
        this.createdAt = Instant.ofEpochMilli(rows.getLong("tenant_created_at_ms"));
        this.changedAt = Instant.ofEpochMilli(rows.getLong("changed_at_ms"));
        this.seal = text(rows, "seal");
    }

    void addKey(ResultSet rows) throws SQLException {
        @Nullable String version = rows.getString("version");
        if (version == null) {
            altered("has no version in envelope_tenant_key");
        } else if (keys.size() == StoredTenant.MAXIMUM_VERSIONS) {
            altered("has more than " + StoredTenant.MAXIMUM_VERSIONS + " versions");
        } else {
            keys.add(new StoredTenantKey(
                    version,
                    Instant.ofEpochMilli(rows.getLong("key_created_at_ms")),
                    wrapped(rows.getString("wrapped")),
                    text(rows, "key_check")));
        }
    }

    StoredTenant finished() {
        return new StoredTenant(
                tenantId, revision, state, currentVersion, createdAt, changedAt, keys, altered ? NO_SEAL : seal);
    }

    private TenantState state(@Nullable String name) {
        for (TenantState each : TenantState.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        altered("has a state that there is not");
        // the one that says neither that it may be used nor that it is gone
        return TenantState.SUSPENDED;
    }

    private @Nullable KeyBlock wrapped(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return KeyBlock.parse(text);
        } catch (EnvelopeException e) {
            altered("holds a wrapped key that can't be read");
            return null;
        }
    }

    private String text(ResultSet rows, String column) throws SQLException {
        @Nullable String value = rows.getString(column);
        if (value == null) {
            altered("has no " + column);
            return "";
        }
        return value;
    }

    private void altered(String what) {
        altered = true;
        AlteredRows.warn(store, position, what);
    }
}
