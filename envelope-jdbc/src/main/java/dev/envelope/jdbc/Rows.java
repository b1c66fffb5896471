package dev.envelope.jdbc;

import dev.envelope.EnvelopeException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.format.KeyBlock;
import dev.envelope.tenant.StoredTenant;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes tenants of rows. Whoever can write the tables can write anything into them, and one row of that kind must not keep the
 * others from being read.
 *
 * @param store what the store is called
 */
record Rows(String store) {

    /** All tenants of a result: a row for each version, those of one tenant together and in their order. */
    Page page(ResultSet rows) throws SQLException {
        List<StoredTenant> tenants = new ArrayList<>();
        int skipped = 0;
        byte[] id = new byte[0];
        boolean first = true;
        @Nullable TenantDraft draft = null;
        while (rows.next()) {
            byte[] next = rows.getBytes("tenant_id");
            if (first || !Arrays.equals(id, next)) {
                if (draft != null) {
                    tenants.add(draft.finished());
                }
                first = false;
                id = next;
                draft = draft(next, rows).orElse(null);
                skipped += draft == null ? 1 : 0;
            }
            if (draft != null) {
                draft.addKey(rows);
            }
        }
        if (draft != null) {
            tenants.add(draft.finished());
        }
        return new Page(tenants, skipped, id);
    }

    /** The id of a tenant; empty, and said in the log, where it is none that this library ever wrote. */
    Optional<String> tenantId(byte[] id, long position) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(id))
                    .toString());
        } catch (CharacterCodingException e) {
            AlteredRows.warn(store, position, "has a tenant_id that is not UTF-8, and is skipped");
            return Optional.empty();
        }
    }

    KeyBlock storeKey(String text) {
        try {
            return KeyBlock.parse(text);
        } catch (EnvelopeException e) {
            throw unreadable("the row of envelope_tenant_store", "holds a wrapped key that can't be read", e);
        }
    }

    KekMisconfiguredException unreadable(String where, String what, @Nullable Throwable cause) {
        return new KekMisconfiguredException(
                store,
                where + " " + what + ": it was not written by this library, or altered since; restore it from a backup",
                cause);
    }

    private Optional<TenantDraft> draft(byte[] id, ResultSet rows) throws SQLException {
        @Nullable
        String tenantId = tenantId(id, rows.getLong("change_position")).orElse(null);
        return tenantId == null ? Optional.empty() : Optional.of(new TenantDraft(store, tenantId, rows));
    }

    /**
     * What a result held.
     *
     * @param tenants the tenants
     * @param skipped how many there were beside them whose id can't be read
     * @param last the id of the last one, whether it can be read or not
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Page(List<StoredTenant> tenants, int skipped, byte[] last) {}
}
