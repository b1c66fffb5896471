package dev.envelope.jdbc;

import dev.envelope.EnvelopeException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.format.KeyBlock;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes tenants of rows. Whoever can write the tables can write anything into them, so whatever can't be a tenant is said to be
 * none; whether one that can be is authentic, others find out.
 *
 * @param store what the store is called
 */
record Rows(String store) {

    private static final int MAX_VERSIONS = 1000;

    /** All tenants of a result: a row for each version, those of one tenant together and in their order. */
    List<StoredTenant> tenants(ResultSet rows) throws SQLException {
        List<StoredTenant> tenants = new ArrayList<>();
        @Nullable Draft draft = null;
        while (rows.next()) {
            byte[] id = required(rows.getBytes("tenant_id"), "tenant_id", "a tenant");
            if (draft == null || !Arrays.equals(draft.id, id)) {
                if (draft != null) {
                    tenants.add(draft.finished());
                }
                draft = draft(id, rows);
            }
            draft.keys.add(key(rows, draft));
            if (draft.keys.size() > MAX_VERSIONS) {
                throw unreadable(draft.where, "has more than " + MAX_VERSIONS + " versions", null);
            }
        }
        if (draft != null) {
            tenants.add(draft.finished());
        }
        return tenants;
    }

    KeyBlock keyBlock(String text, String where) {
        try {
            return KeyBlock.parse(text);
        } catch (EnvelopeException e) {
            throw unreadable(where, "holds a wrapped key that can't be read", e);
        }
    }

    String text(byte[] id, String where) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(id))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(where, "has a tenant_id that is not UTF-8", e);
        }
    }

    KekMisconfiguredException unreadable(String where, String what, @Nullable Throwable cause) {
        return new KekMisconfiguredException(
                store,
                where + " " + what + ": it was not written by this library, or altered since; restore it from a backup",
                cause);
    }

    /** A row is named by the position of its last change: that is a number, and not the tenant's id. */
    private Draft draft(byte[] id, ResultSet rows) throws SQLException {
        String where = "the row of envelope_tenant with change_position " + rows.getLong("change_position");
        return new Draft(
                id,
                where,
                text(id, where),
                rows.getLong("revision"),
                state(rows.getString("state"), where),
                required(rows.getString("current_version"), "current_version", where),
                Instant.ofEpochMilli(rows.getLong("tenant_created_at_ms")),
                Instant.ofEpochMilli(rows.getLong("changed_at_ms")),
                new ArrayList<>(),
                required(rows.getString("seal"), "seal", where));
    }

    private TenantState state(@Nullable String name, String where) {
        return Arrays.stream(TenantState.values())
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unreadable(where, "has a state that there is not", null));
    }

    private StoredTenantKey key(ResultSet rows, Draft draft) throws SQLException {
        @Nullable String version = rows.getString("version");
        if (version == null) {
            throw unreadable(draft.where, "has no version in envelope_tenant_key", null);
        }
        @Nullable String wrapped = rows.getString("wrapped");
        return new StoredTenantKey(
                version,
                Instant.ofEpochMilli(rows.getLong("key_created_at_ms")),
                wrapped == null ? null : keyBlock(wrapped, draft.where),
                required(rows.getString("key_check"), "key_check", draft.where));
    }

    private <T> T required(@Nullable T value, String column, String where) {
        if (value == null) {
            throw unreadable(where, "has no " + column, null);
        }
        return value;
    }

    /** A tenant while its versions are read. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Draft(
            byte[] id,
            String where,
            String tenantId,
            long revision,
            TenantState state,
            String currentVersion,
            Instant createdAt,
            Instant changedAt,
            List<StoredTenantKey> keys,
            String seal) {

        StoredTenant finished() {
            return new StoredTenant(tenantId, revision, state, currentVersion, createdAt, changedAt, keys, seal);
        }
    }
}
