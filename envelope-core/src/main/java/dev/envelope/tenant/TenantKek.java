package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.ShreddedException;
import dev.envelope.TenantException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.internal.cache.KeyCache;
import dev.envelope.internal.cache.KeyHandle;
import dev.envelope.internal.keyring.InProcessKek;
import dev.envelope.internal.wrap.LocalWrapping;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import java.util.Optional;
import java.util.Set;

/** The keys of one tenant as a key-encryption key. Each use looks whether the tenant may use them. */
final class TenantKek implements InProcessKek {

    private final String name;
    private final String tenantId;
    private final TenantDirectory directory;
    private final TenantKeyWrapping wrapping;
    private final KeyCache<TenantKeyVersion, LocalWrapping> keys;
    private final Runnable requireOpen;

    TenantKek(
            String name,
            String tenantId,
            TenantDirectory directory,
            TenantKeyWrapping wrapping,
            KeyCache<TenantKeyVersion, LocalWrapping> keys,
            Runnable requireOpen) {
        this.name = name;
        this.tenantId = tenantId;
        this.directory = directory;
        this.wrapping = wrapping;
        this.keys = keys;
        this.requireOpen = requireOpen;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        try (KeyHandle<LocalWrapping> key = current(deadline)) {
            return key.key().derive();
        }
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
        try (KeyHandle<LocalWrapping> key = current(deadline)) {
            return key.key().wrap(dataKey, context);
        }
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        try (KeyHandle<LocalWrapping> key = version(wrapped.kekVersion(), deadline)) {
            return key.key()
                    .unwrap(wrapped.bytes(), context)
                    .orElseThrow(() -> new WrappedKeyRefusedException(name, null, null));
        }
    }

    @Override
    public void requireUsable(WrappedKey wrapped, Deadline deadline) {
        version(wrapped.kekVersion(), deadline).close();
    }

    @Override
    public Optional<String> currentVersion() {
        return directory.findIfPresent(tenantId).map(StoredTenant::currentVersion);
    }

    @Override
    public void refreshVersion(Deadline deadline) {
        directory.findAnew(tenantId, deadline);
    }

    /** The size of a derived key, which is what a new record gets. */
    @Override
    public Optional<WrappedKeySize> wrappedKeySize() {
        return Optional.of(new WrappedKeySize(name.length(), TenantKeyVersion.LENGTH, LocalWrapping.DERIVED_LENGTH));
    }

    /** Neither bound to a context nor authenticated by itself: a derived key is proven by the content's commitment. */
    @Override
    public Set<KekCapability> capabilities() {
        return Set.of(KekCapability.REPORTS_VERSIONS, KekCapability.BINDS_VERSION);
    }

    /** Returns the name; not the tenant's id, which is not for logs. */
    @Override
    public String toString() {
        return "TenantKey[" + name + "]";
    }

    private KeyHandle<LocalWrapping> current(Deadline deadline) {
        StoredTenant tenant = tenant(deadline);
        return hold(requireActive(tenant, tenant.currentVersion()), tenant.currentVersion(), deadline);
    }

    private KeyHandle<LocalWrapping> version(String version, Deadline deadline) {
        return hold(requireActive(tenant(deadline), version), version, deadline);
    }

    private StoredTenant tenant(Deadline deadline) {
        requireOpen.run();
        deadline.check(name);
        return directory.find(tenantId, deadline);
    }

    private KeyHandle<LocalWrapping> hold(StoredTenant tenant, String version, Deadline deadline) {
        return keys.hold(new TenantKeyVersion(tenant.tenantId(), version), limit -> load(version, limit), deadline);
    }

    private LocalWrapping load(String version, Deadline deadline) {
        StoredTenant tenant = directory.find(tenantId, deadline);
        if (tenant.key(version).isEmpty()) {
            // It may have been added by another process since this one has read the tenant.
            tenant = directory.findAnew(tenantId, deadline);
        }
        StoredTenantKey key = requireActive(tenant, version)
                .key(version)
                .orElseThrow(() -> TenantException.noKeyOfTenant(name, version));
        return wrapping.open(
                tenantId,
                version,
                requireNonNull(key.wrapped(), "only a shredded tenant has keys without"),
                key.check(),
                deadline);
    }

    private StoredTenant requireActive(StoredTenant tenant, String version) {
        boolean own = tenant.key(version).isPresent();
        if (tenant.state() == TenantState.SHREDDED) {
            throw own ? new ShreddedException(name, version, null) : TenantException.noKeyOfTenant(name, version);
        }
        if (tenant.state() == TenantState.SUSPENDED) {
            throw TenantException.suspended(name, version);
        }
        return tenant;
    }
}
