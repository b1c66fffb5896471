package dev.envelope.tenant;

import dev.envelope.TenantException;
import dev.envelope.internal.crypto.ConstantTime;
import dev.envelope.internal.crypto.HkdfSha512;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.kek.DataKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Authenticates what is in a store, under the store's key: HMAC-SHA-512 as HKDF-Expand uses it (RFC 5869), over all fields
 * with their lengths, cut to 32 bytes. Safe for use by several threads; closing wipes the key.
 */
final class StoreSeal implements AutoCloseable {

    private static final int VERSIONS_SHOWN = 5;
    private static final int LENGTH = 32;

    private final Jca jca;
    private final String kekName;
    private final DataKey storeKey;

    /** Takes the key over. */
    StoreSeal(Jca jca, String kekName, DataKey storeKey) {
        this.jca = jca;
        this.kekName = kekName;
        this.storeKey = storeKey;
    }

    StoredTenant sealed(StoredTenant tenant) {
        return new StoredTenant(
                tenant.tenantId(),
                tenant.revision(),
                tenant.state(),
                tenant.currentVersion(),
                tenant.createdAt(),
                tenant.changedAt(),
                tenant.keys(),
                mac(fields(tenant)));
    }

    void verify(StoredTenant tenant) {
        if (!matches(fields(tenant), tenant.seal())) {
            throw TenantException.recordRefused(
                    kekName,
                    "the seal of the tenant with the key versions "
                            + tenant.keys().stream()
                                    .limit(VERSIONS_SHOWN)
                                    .map(StoredTenantKey::version)
                                    .toList()
                            + (tenant.keys().size() > VERSIONS_SHOWN ? " and more" : "")
                            + " does not match its fields; they were changed other than by this library, or belong to"
                            + " another tenant or store",
                    null);
        }
    }

    ShredReceipt receipt(String tenantId, long revision, Instant shreddedAt, List<String> versions) {
        return new ShredReceipt(
                tenantId, revision, shreddedAt, versions, mac(fields(tenantId, revision, shreddedAt, versions)));
    }

    boolean isGenuine(ShredReceipt receipt) {
        return matches(
                fields(receipt.tenantId(), receipt.revision(), receipt.shreddedAt(), receipt.versions()),
                receipt.seal());
    }

    @Override
    public void close() {
        storeKey.close();
    }

    private static SealedFields fields(StoredTenant tenant) {
        SealedFields fields = new SealedFields("envelope/v1/tenant")
                .add(TenantId.utf8(tenant.tenantId()))
                .add(tenant.revision())
                .add(tenant.state().name())
                .add(tenant.currentVersion())
                .add(tenant.createdAt())
                .add(tenant.changedAt())
                .add(tenant.keys().size());
        for (StoredTenantKey key : tenant.keys()) {
            fields.add(key.version())
                    .add(key.createdAt())
                    .add(key.wrapped() == null ? new byte[0] : key.wrapped().toBytes())
                    .add(key.check());
        }
        return fields;
    }

    private static SealedFields fields(String tenantId, long revision, Instant shreddedAt, List<String> versions) {
        SealedFields fields = new SealedFields("envelope/v1/shred")
                .add(TenantId.utf8(tenantId))
                .add(revision)
                .add(shreddedAt)
                .add(versions.size());
        versions.forEach(fields::add);
        return fields;
    }

    private boolean matches(SealedFields fields, String seal) {
        return ConstantTime.equal(
                mac(fields).getBytes(StandardCharsets.US_ASCII), seal.getBytes(StandardCharsets.UTF_8));
    }

    private String mac(SealedFields fields) {
        byte[] mac = storeKey.use(key -> HkdfSha512.expand(jca, key, LENGTH, fields.toBytes()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
