package dev.envelope.testkit;

import dev.envelope.KekUnavailableException;
import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantChanges;
import dev.envelope.tenant.TenantKeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A store that can be down, and that can be edited by hand behind the library's back. It does not push. */
final class UnreliableStore implements StoreOverAnother {

    private final TenantKeyStore store;
    private final Map<String, UnaryOperator<StoredTenant>> edits = new HashMap<>();
    final AtomicInteger finds = new AtomicInteger();
    volatile boolean down;
    volatile boolean storeKeyGone;
    private final AtomicReference<Runnable> afterNextFind = new AtomicReference<>(() -> {});
    volatile long wentBackTo = Long.MAX_VALUE;

    UnreliableStore() {
        this(new InMemoryTenantKeyStore());
    }

    /** A store that does what this one does, as long as it is up. */
    UnreliableStore(TenantKeyStore store) {
        this.store = store;
    }

    /** What a hand would have written into the rows of a tenant. */
    void edit(String tenantId, UnaryOperator<StoredTenant> edit) {
        edits.put(tenantId, edit);
    }

    /** What others do after a tenant was read for someone, and before that one sees it. */
    void afterNextFind(Runnable meanwhile) {
        afterNextFind.set(meanwhile);
    }

    StoredTenant stored(String tenantId) {
        return store.find(tenantId, TestDeadlines.minute()).orElseThrow();
    }

    @Override
    public Optional<KeyBlock> storeKey(Deadline deadline) {
        return storeKeyGone ? Optional.empty() : other().storeKey(deadline);
    }

    @Override
    public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
        finds.incrementAndGet();
        Optional<StoredTenant> found = other().find(tenantId, deadline).map(this::edited);
        afterNextFind.getAndSet(() -> {}).run();
        return found;
    }

    @Override
    public List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline) {
        return other().list(after, limit, deadline).stream().map(this::edited).toList();
    }

    @Override
    public TenantChanges changesSince(long position, Deadline deadline) {
        TenantChanges changes = other().changesSince(position, deadline);
        return changes.position() <= wentBackTo ? changes : new TenantChanges(wentBackTo, java.util.List.of(), false);
    }

    private StoredTenant edited(StoredTenant tenant) {
        return edits.getOrDefault(tenant.tenantId(), UnaryOperator.identity()).apply(tenant);
    }

    @Override
    public TenantKeyStore other() {
        if (down) {
            throw KekUnavailableException.unavailable("tenants", "its store is down", null);
        }
        return store;
    }
}
