package dev.envelope.testkit;

import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantChanges;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Stores that are wrong in one way each, for {@link StoreContractCatchesTest}. */
final class BrokenStores {

    private BrokenStores() {}

    /** A store over one in memory. */
    abstract static class Suite extends TenantKeyStoreContract implements StoreOverAnother {

        TenantKeyStore right = new InMemoryTenantKeyStore();

        @Override
        protected TenantKeyStore store() {
            return this;
        }

        @Override
        public TenantKeyStore other() {
            return right;
        }

        @Override
        public String toString() {
            return "a store";
        }
    }

    static final class Correct extends Suite {}

    static final class IgnoresCase extends Suite {

        @Override
        public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
            Optional<StoredTenant> exact = right.find(tenantId, deadline);
            return exact.isPresent() ? exact : right.find(tenantId.toLowerCase(Locale.ROOT), deadline);
        }
    }

    static final class IgnoresTrailingBlanks extends Suite {

        @Override
        public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
            return right.find(tenantId.stripTrailing(), deadline);
        }
    }

    static final class ReplacesWhateverIsThere extends Suite {

        private final Map<String, StoredTenant> tenants = new HashMap<>();

        @Override
        public boolean replace(StoredTenant tenant, Deadline deadline) {
            boolean there = right.find(tenant.tenantId(), deadline).isPresent();
            if (there) {
                tenants.put(tenant.tenantId(), tenant);
            }
            return there;
        }

        @Override
        public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
            return right.find(tenantId, deadline).map(found -> tenants.getOrDefault(tenantId, found));
        }
    }

    static final class LooksBeforeItInserts extends Suite {

        @Override
        public boolean insertStoreKey(KeyBlock wrapped, Deadline deadline) {
            if (right.storeKey(deadline).isPresent()) {
                return false;
            }
            pause();
            right.insertStoreKey(wrapped, deadline);
            return true;
        }
    }

    static final class KeepsShreddedKeys extends Suite {

        @Override
        public boolean replace(StoredTenant tenant, Deadline deadline) {
            if (tenant.state() != TenantState.SHREDDED) {
                return right.replace(tenant, deadline);
            }
            List<StoredTenantKey> kept =
                    right.find(tenant.tenantId(), deadline).orElseThrow().keys();
            return right.replace(
                    new StoredTenant(
                            tenant.tenantId(),
                            tenant.revision(),
                            tenant.state(),
                            tenant.currentVersion(),
                            tenant.createdAt(),
                            tenant.changedAt(),
                            kept,
                            tenant.seal()),
                    deadline);
        }
    }

    /** As a sequence does that is drawn before the transaction is committed. */
    static final class ReachesTooFar extends Suite {

        @Override
        public TenantChanges changesSince(long position, Deadline deadline) {
            TenantChanges changes = right.changesSince(position, deadline);
            pause();
            return changes.more() ? changes : new TenantChanges(right.position(deadline), changes.tenantIds(), false);
        }

        /** Slow enough that someone looks meanwhile, however busy the machine is. */
        @Override
        public boolean insert(StoredTenant tenant, Deadline deadline) {
            pause();
            return right.insert(tenant, deadline);
        }
    }

    static final class ReportsNothingWhenLate extends Suite {

        @Override
        public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
            return deadline.remaining().isZero() ? Optional.empty() : right.find(tenantId, deadline);
        }
    }

    static final class IgnoresTheDeadline extends Suite {

        @Override
        public boolean insert(StoredTenant tenant, Deadline deadline) {
            return right.insert(tenant, Deadline.after(Duration.ofMinutes(1)));
        }
    }

    static final class SwallowsInterrupts extends Suite {

        @Override
        public long position(Deadline deadline) {
            Thread.interrupted();
            return right.position(deadline);
        }
    }

    static final class ShowsTenants extends Suite {

        @Override
        public String toString() {
            return "a store with "
                    + right.list(Optional.empty(), 10, Deadline.after(Duration.ofMinutes(1))).stream()
                            .map(StoredTenant::tenantId)
                            .toList();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, 4));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
