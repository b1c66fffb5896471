package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tenants in the memory of this process, and loses them with it: for tests, and for trying things out. What was
 * encrypted under keys that are lost is lost too.
 *
 * <p>Safe for use by several threads. Calls back those who {@linkplain #subscribe subscribed}, from the thread that made the
 * change, before its call returns.
 */
public final class InMemoryTenantKeyStore implements TenantKeyStore {

    private static final Logger LOG = System.getLogger(InMemoryTenantKeyStore.class.getName());

    /** How many changes are told at once: what a store in a database does, so that those who ask get to see it. */
    private static final int CHANGES = 1000;

    private final Lock lock = new ReentrantLock();
    private final NavigableMap<byte[], Entry> tenants = new TreeMap<>(Arrays::compareUnsigned);
    private final NavigableMap<Long, String> changes = new TreeMap<>();
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private @Nullable KeyBlock storeKey;
    private long position;

    /** Creates an empty store. */
    public InMemoryTenantKeyStore() {}

    @Override
    public Optional<KeyBlock> storeKey(Deadline deadline) {
        return locked(deadline, () -> Optional.ofNullable(storeKey));
    }

    @Override
    public boolean insertStoreKey(KeyBlock wrapped, Deadline deadline) {
        requireNonNull(wrapped, "wrapped");
        return locked(deadline, () -> {
            if (storeKey != null || !tenants.isEmpty()) {
                return false;
            }
            storeKey = wrapped;
            return true;
        });
    }

    @Override
    public boolean replaceStoreKey(KeyBlock expected, KeyBlock replacement, Deadline deadline) {
        requireNonNull(expected, "expected");
        requireNonNull(replacement, "replacement");
        return locked(deadline, () -> {
            if (!expected.equals(storeKey)) {
                return false;
            }
            storeKey = replacement;
            return true;
        });
    }

    @Override
    public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
        byte[] id = bytes(tenantId);
        return locked(deadline, () -> Optional.ofNullable(tenants.get(id)).map(Entry::tenant));
    }

    @Override
    public boolean insert(StoredTenant tenant, Deadline deadline) {
        byte[] id = bytes(tenant.tenantId());
        boolean inserted = locked(deadline, () -> {
            if (tenants.containsKey(id)) {
                return false;
            }
            put(id, tenant);
            return true;
        });
        return told(inserted);
    }

    @Override
    public boolean replace(StoredTenant tenant, Deadline deadline) {
        byte[] id = bytes(tenant.tenantId());
        boolean replaced = locked(deadline, () -> {
            Entry present = tenants.get(id);
            if (present == null || present.tenant().revision() != tenant.revision() - 1) {
                return false;
            }
            changes.remove(present.position());
            put(id, tenant);
            return true;
        });
        return told(replaced);
    }

    @Override
    public List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit is at least 1, and not " + limit);
        }
        Optional<byte[]> behind = after.map(InMemoryTenantKeyStore::bytes);
        return locked(
                deadline,
                () -> behind.map(id -> tenants.tailMap(id, false)).orElse(tenants).values().stream()
                        .limit(limit)
                        .map(Entry::tenant)
                        .toList());
    }

    @Override
    public long position(Deadline deadline) {
        return locked(deadline, () -> position);
    }

    @Override
    public TenantChanges changesSince(long since, Deadline deadline) {
        return locked(deadline, () -> {
            NavigableMap<Long, String> behind = changes.tailMap(since, false);
            List<Long> told = behind.keySet().stream().limit(CHANGES).toList();
            boolean more = told.size() < behind.size();
            return new TenantChanges(
                    more ? told.get(told.size() - 1) : position,
                    told.stream().map(behind::get).toList(),
                    more);
        });
    }

    @Override
    public Subscription subscribe(Runnable onChange) {
        Subscriber subscriber = new Subscriber(requireNonNull(onChange, "onChange"));
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    /** Returns how many tenants there are. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return "InMemoryTenantKeyStore[" + tenants.size() + " tenants]";
        } finally {
            lock.unlock();
        }
    }

    private void put(byte[] id, StoredTenant tenant) {
        position++;
        tenants.put(id, new Entry(tenant, position));
        changes.put(position, tenant.tenantId());
    }

    /** Outside of the lock, so that whoever is called may ask the store. */
    private boolean told(boolean changed) {
        if (changed) {
            subscribers.forEach(Subscriber::call);
        }
        return changed;
    }

    private <T> T locked(Deadline deadline, Supplier<T> action) {
        deadline.check(name());
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static byte[] bytes(String tenantId) {
        return tenantId.getBytes(StandardCharsets.UTF_8);
    }

    private record Entry(StoredTenant tenant, long position) {}

    /** Compared by identity: who subscribes twice is called twice. */
    private static final class Subscriber {

        private final Runnable onChange;

        Subscriber(Runnable onChange) {
            this.onChange = onChange;
        }

        void call() {
            try {
                onChange.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Who subscribed to changes of tenants threw", e);
            }
        }
    }
}
