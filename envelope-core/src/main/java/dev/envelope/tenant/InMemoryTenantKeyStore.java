package dev.envelope.tenant;

import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of tenants that ends with this process, and the tenants' records with it: for tests and demonstrations. Several
 * {@link TenantKeys} over one of these behave as several processes over one database. Pushes.
 *
 * <p>Safe for use by several threads.
 */
public final class InMemoryTenantKeyStore implements TenantKeyStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<String, StoredTenant> tenants =
            new TreeMap<>((a, b) -> Arrays.compareUnsigned(TenantId.utf8(a), TenantId.utf8(b)));

    /** The tenants in the order in which they were changed last, each with the position of that change. */
    private final Map<String, Long> changes = new LinkedHashMap<>();

    private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();
    private @Nullable KeyBlock storeKey;
    private long position;

    /** An empty store. */
    public InMemoryTenantKeyStore() {}

    @Override
    public Optional<KeyBlock> storeKey(Deadline deadline) {
        return locked(deadline, () -> Optional.ofNullable(storeKey));
    }

    @Override
    public boolean insertStoreKey(KeyBlock wrapped, Deadline deadline) {
        return locked(deadline, () -> {
            boolean free = storeKey == null && tenants.isEmpty();
            if (free) {
                storeKey = wrapped;
            }
            return free;
        });
    }

    @Override
    public boolean replaceStoreKey(KeyBlock expected, KeyBlock replacement, Deadline deadline) {
        return locked(deadline, () -> {
            boolean same = expected.equals(storeKey);
            if (same) {
                storeKey = replacement;
            }
            return same;
        });
    }

    @Override
    public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
        return locked(deadline, () -> Optional.ofNullable(tenants.get(tenantId)));
    }

    @Override
    public boolean insert(StoredTenant tenant, Deadline deadline) {
        return putIf(tenant, deadline, () -> !tenants.containsKey(tenant.tenantId()));
    }

    @Override
    public boolean replace(StoredTenant tenant, Deadline deadline) {
        return putIf(tenant, deadline, () -> {
            @Nullable StoredTenant before = tenants.get(tenant.tenantId());
            return before != null && before.revision() == tenant.revision() - 1;
        });
    }

    @Override
    public List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline) {
        return locked(
                deadline,
                () -> after.map(id -> tenants.tailMap(id, false)).orElse(tenants).values().stream()
                        .limit(limit)
                        .toList());
    }

    @Override
    public long position(Deadline deadline) {
        return locked(deadline, () -> position);
    }

    @Override
    public TenantChanges changesSince(long since, Deadline deadline) {
        return locked(deadline, () -> {
            List<String> changed = new ArrayList<>();
            changes.forEach((tenantId, at) -> {
                if (at > since) {
                    changed.add(tenantId);
                }
            });
            return new TenantChanges(position, changed, false);
        });
    }

    @Override
    public Subscription subscribe(Runnable onChange) {
        subscribers.add(onChange);
        return () -> subscribers.remove(onChange);
    }

    /** Returns the number of tenants. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return "InMemoryTenantKeyStore[" + tenants.size() + " tenants]";
        } finally {
            lock.unlock();
        }
    }

    private boolean putIf(StoredTenant tenant, Deadline deadline, Supplier<Boolean> condition) {
        boolean put = locked(deadline, () -> {
            boolean allowed = condition.get();
            if (allowed) {
                tenants.put(tenant.tenantId(), tenant);
                changes.remove(tenant.tenantId());
                changes.put(tenant.tenantId(), ++position);
            }
            return allowed;
        });
        if (put) {
            subscribers.forEach(Runnable::run);
        }
        return put;
    }

    private <R> R locked(Deadline deadline, Supplier<R> call) {
        deadline.check(name());
        lock.lock();
        try {
            return call.get();
        } finally {
            lock.unlock();
        }
    }
}
