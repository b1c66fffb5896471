package dev.envelope.tenant;

import dev.envelope.EnvelopeException;
import dev.envelope.KekException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store as the library calls it: no call once the deadline has passed, and nothing thrown outside our hierarchy. */
final class GuardedStore implements TenantKeyStore {

    private final TenantKeyStore store;
    private final String name;

    GuardedStore(TenantKeyStore store, String name) {
        this.store = store;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<KeyBlock> storeKey(Deadline deadline) {
        return ask(deadline, () -> store.storeKey(deadline));
    }

    @Override
    public boolean insertStoreKey(KeyBlock wrapped, Deadline deadline) {
        return ask(deadline, () -> store.insertStoreKey(wrapped, deadline));
    }

    @Override
    public boolean replaceStoreKey(KeyBlock expected, KeyBlock replacement, Deadline deadline) {
        return ask(deadline, () -> store.replaceStoreKey(expected, replacement, deadline));
    }

    @Override
    public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
        return ask(deadline, () -> store.find(tenantId, deadline));
    }

    @Override
    public boolean insert(StoredTenant tenant, Deadline deadline) {
        return ask(deadline, () -> store.insert(tenant, deadline));
    }

    @Override
    public boolean replace(StoredTenant tenant, Deadline deadline) {
        return ask(deadline, () -> store.replace(tenant, deadline));
    }

    @Override
    public List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline) {
        return ask(deadline, () -> store.list(after, limit, deadline));
    }

    @Override
    public long position(Deadline deadline) {
        return ask(deadline, () -> store.position(deadline));
    }

    @Override
    public TenantChanges changesSince(long position, Deadline deadline) {
        return ask(deadline, () -> store.changesSince(position, deadline));
    }

    @Override
    public Subscription subscribe(Runnable onChange) {
        return store.subscribe(onChange);
    }

    private <R> R ask(Deadline deadline, Supplier<R> call) {
        deadline.check(name);
        try {
            return present(call.get());
        } catch (EnvelopeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw KekException.unclassified(name, e);
        }
    }

    private <R> R present(@Nullable R answer) {
        if (answer == null) {
            throw new KekMisconfiguredException(
                    name, "its store returned null; report it to the authors of the TenantKeyStore", null);
        }
        return answer;
    }
}
