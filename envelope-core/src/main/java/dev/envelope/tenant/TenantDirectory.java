package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.envelope.KekUnavailableException;
import dev.envelope.KeyCaching;
import dev.envelope.TenantException;
import dev.envelope.format.KeyBlock;
import dev.envelope.internal.cache.AgeClock;
import dev.envelope.internal.cache.KeyCache;
import dev.envelope.internal.cache.KeyHandle;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.keyring.DataKeyGenerator.NewRecordKey;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of tenants, authenticated when it is read and sealed when it is written. What was read is kept as long as a
 * key may be.
 */
final class TenantDirectory implements AutoCloseable {

    private static final String STORE_KEY = "store";
    private static final int MAX_ATTEMPTS = 20;
    private static final long REVISIONS_REMEMBERED = 100_000;

    private final TenantKeyStore store;
    private final TenantKeyWrapping wrapping;
    private final ChangeWatcher watcher;
    private final Jca jca;
    private final AgeClock clock;
    private final String kekName;
    private final KeyCache<String, StoreSeal> seals;
    private final KeyCache<String, StoredTenant> tenants;

    /** The highest revision seen of each tenant: a lower one later was put back by hand. */
    private final Cache<String, Long> revisions =
            Caffeine.newBuilder().maximumSize(REVISIONS_REMEMBERED).build();

    TenantDirectory(
            TenantKeyStore store,
            TenantKeyWrapping wrapping,
            ChangeWatcher watcher,
            Jca jca,
            AgeClock clock,
            KeyCaching caching,
            Duration loadTimeout,
            String kekName) {
        this.store = store;
        this.wrapping = wrapping;
        this.watcher = watcher;
        this.jca = jca;
        this.clock = clock;
        this.kekName = kekName;
        // A load of a tenant waits for one of the store's key: on an executor of the application's with few threads,
        // they
        // could wait for each other.
        KeyCaching own = caching.isOn()
                ? caching.withExecutor(KeyCache.LIBRARY_THREADS).withMaximumUses(Long.MAX_VALUE)
                : caching;
        this.seals = new KeyCache<>(own, loadTimeout, clock, StoreSeal::close, name -> kekName, Events.NONE);
        this.tenants = new KeyCache<>(own, loadTimeout, clock, null, tenant -> kekName, Events.NONE);
    }

    /** A tenant, as it was read at most the maximum age ago. */
    StoredTenant find(String tenantId, Deadline deadline) {
        try (KeyHandle<StoredTenant> held = tenants.hold(tenantId, limit -> load(tenantId, limit), deadline)) {
            return held.key();
        }
    }

    /** A tenant, if it was read at most the maximum age ago. */
    Optional<StoredTenant> findIfPresent(String tenantId) {
        try (@Nullable KeyHandle<StoredTenant> held = tenants.holdIfPresent(tenantId)) {
            return Optional.ofNullable(held).map(KeyHandle::key);
        }
    }

    /** A tenant, as it is stored now. Where the store does not answer, what was read before stays. */
    StoredTenant findAnew(String tenantId, Deadline deadline) {
        try (KeyHandle<StoredTenant> held = tenants.holdAnew(tenantId, limit -> load(tenantId, limit), deadline)) {
            return held.key();
        }
    }

    /** A tenant, as it is stored now; nothing is kept. */
    Optional<StoredTenant> read(String tenantId, Deadline deadline) {
        // Asked before the store is: a change while it is read is no reason to refuse what was read.
        long highest = highestSeen(tenantId);
        return store.find(tenantId, deadline).map(stored -> verified(stored, tenantId, highest, deadline));
    }

    List<StoredTenant> page(Optional<String> after, int limit, Deadline deadline) {
        return store.list(after, limit, deadline);
    }

    /** A tenant of a page, or what has become of it since the page was read. */
    StoredTenant verified(StoredTenant listed, Deadline deadline) {
        requireAuthentic(listed, deadline);
        if (seen(listed) == listed.revision()) {
            return listed;
        }
        // Changed since, or put back: only what is stored now tells which.
        return read(listed.tenantId(), deadline)
                .orElseThrow(() -> TenantException.recordRefused(
                        kekName, "the store listed a tenant that it does not find by its id", null));
    }

    /** True if a tenant is kept just as it is given, and may be used: then nothing of it has to go from memory. */
    boolean keeps(StoredTenant tenant) {
        return tenant.state() == TenantState.ACTIVE
                && findIfPresent(tenant.tenantId()).equals(Optional.of(tenant));
    }

    /**
     * True if what is kept of a tenant is what is stored now, and may be used. No seal is looked at: what is equal to
     * what was authentic is authentic.
     */
    boolean keepsWhatIsStored(String tenantId, Deadline deadline) {
        return findIfPresent(tenantId).isPresent()
                && store.find(tenantId, deadline).filter(this::keeps).isPresent();
    }

    /** Adds a tenant, unless there is one. */
    boolean insert(StoredTenant tenant, Deadline deadline) {
        StoredTenant sealed;
        try (KeyHandle<StoreSeal> seal = sealForNew(deadline)) {
            sealed = seal.key().sealed(tenant);
        }
        boolean inserted = store.insert(sealed, deadline);
        if (inserted) {
            seen(sealed);
        }
        forget(tenant.tenantId());
        return inserted;
    }

    /** Changes a tenant; the change is asked again where another process was quicker, and may give back what it is given. */
    StoredTenant update(String tenantId, UnaryOperator<StoredTenant> change, Deadline deadline) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            StoredTenant before = read(tenantId, deadline).orElseThrow(() -> TenantException.notFound(kekName));
            StoredTenant after = change.apply(before);
            if (after.equals(before)) {
                return before;
            }
            StoredTenant sealed;
            try (KeyHandle<StoreSeal> seal = seal(deadline)) {
                sealed = seal.key()
                        .sealed(new StoredTenant(
                                tenantId,
                                before.revision() + 1,
                                after.state(),
                                after.currentVersion(),
                                before.createdAt(),
                                now(),
                                after.keys(),
                                ""));
            }
            boolean replaced = store.replace(sealed, deadline);
            forget(tenantId);
            if (replaced) {
                seen(sealed);
                return sealed;
            }
        }
        throw KekUnavailableException.unavailable(
                kekName, "other processes changed the same tenant " + MAX_ATTEMPTS + " times meanwhile", null);
    }

    ShredReceipt receipt(StoredTenant shredded, Deadline deadline) {
        try (KeyHandle<StoreSeal> seal = seal(deadline)) {
            return seal.key()
                    .receipt(
                            shredded.tenantId(),
                            shredded.revision(),
                            shredded.changedAt(),
                            shredded.keys().stream()
                                    .map(StoredTenantKey::version)
                                    .toList());
        }
    }

    boolean isGenuine(ShredReceipt receipt, Deadline deadline) {
        try (KeyHandle<StoreSeal> seal = seal(deadline)) {
            return seal.key().isGenuine(receipt);
        }
    }

    /** Wraps the store's own key anew; false if it was current, or there is none yet. */
    boolean rewrapStoreKey(Deadline deadline) {
        Optional<KeyBlock> wrapped = store.storeKey(deadline);
        if (wrapped.isEmpty()) {
            return false;
        }
        KeyBlock rewrapped = wrapping.rewrapStoreKey(wrapped.get(), deadline);
        return !rewrapped.equals(wrapped.get()) && store.replaceStoreKey(wrapped.get(), rewrapped, deadline);
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.wall().millis());
    }

    void forget(String tenantId) {
        tenants.drop(tenantId);
    }

    void forgetAll() {
        tenants.clear();
        seals.clear();
        revisions.invalidateAll();
    }

    /** Keeps nothing from now on: what is in the air is wiped when it is done. */
    @Override
    public void close() {
        tenants.close();
        seals.close();
        revisions.invalidateAll();
    }

    private StoredTenant load(String tenantId, Deadline deadline) {
        watcher.begin(deadline);
        return read(tenantId, deadline).orElseThrow(() -> TenantException.notFound(kekName));
    }

    private StoredTenant verified(StoredTenant stored, String tenantId, long highest, Deadline deadline) {
        if (!stored.tenantId().equals(tenantId)) {
            throw TenantException.recordRefused(kekName, "the store gave another tenant than it was asked for", null);
        }
        requireAuthentic(stored, deadline);
        if (stored.revision() < highest) {
            throw TenantException.recordRefused(
                    kekName,
                    "the tenant with the current key version '" + stored.currentVersion() + "' is at revision "
                            + stored.revision() + " and was at " + highest + " before; an older state was put back",
                    null);
        }
        seen(stored);
        return stored;
    }

    private void requireAuthentic(StoredTenant stored, Deadline deadline) {
        try (KeyHandle<StoreSeal> seal = seal(deadline)) {
            seal.key().verify(stored);
        }
    }

    /** The highest revision of a tenant that was seen until now, with this one. */
    private long seen(StoredTenant tenant) {
        return requireNonNull(revisions.asMap().merge(tenant.tenantId(), tenant.revision(), Math::max));
    }

    private long highestSeen(String tenantId) {
        return requireNonNullElse(revisions.getIfPresent(tenantId), 0L);
    }

    private KeyHandle<StoreSeal> seal(Deadline deadline) {
        return seals.hold(STORE_KEY, this::loadSeal, deadline);
    }

    private StoreSeal loadSeal(Deadline deadline) {
        KeyBlock wrapped = store.storeKey(deadline).orElseThrow(this::storeKeyGone);
        return new StoreSeal(jca, kekName, wrapping.openStoreKey(wrapped, deadline));
    }

    private KeyHandle<StoreSeal> sealForNew(Deadline deadline) {
        if (store.storeKey(deadline).isEmpty()) {
            try (NewRecordKey made = wrapping.newStoreKey(deadline)) {
                // Where another process was quicker, its key is the one; where there are tenants, the next line says
                // so.
                store.insertStoreKey(made.keyBlock(), deadline);
            }
        }
        return seal(deadline);
    }

    private TenantException storeKeyGone() {
        return TenantException.recordRefused(
                kekName,
                "the store holds tenants and not the key that authenticates them; put it back from any backup, for it only"
                        + " ever changes its wrapping",
                null);
    }
}
