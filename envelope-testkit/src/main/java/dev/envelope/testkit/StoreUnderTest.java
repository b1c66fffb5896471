package dev.envelope.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The store that one test of the contract is about, with what the tests say about it again and again. */
final class StoreUnderTest implements AutoCloseable {

    /** An id that must not show. */
    static final String SECRET_ID = "tenant-that-must-not-show";

    private static final Instant CREATED = Instant.ofEpochMilli(1_790_000_000_123L);
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int VERSION_LENGTH = 13;
    private static final int SEAL_LENGTH = 43;

    private final TenantKeyStoreContract contract;
    private final TenantKeyStore store;
    private final TenantKeyStore other;

    StoreUnderTest(TenantKeyStoreContract contract) {
        this.contract = contract;
        this.store = contract.store();
        this.other = contract.sameStore(store).orElse(store);
    }

    TenantKeyStore store() {
        return store;
    }

    /** Another access to the same tenants; the same, where there is but one. */
    TenantKeyStore other() {
        return other;
    }

    void assumePushes() {
        assumeTrue(contract.pushes(), "Skipped: pushes() of this suite says that the store does not");
    }

    Deadline deadline() {
        return Deadline.after(AMPLE);
    }

    Optional<StoredTenant> find(String id) {
        return store.find(id, deadline());
    }

    boolean insert(StoredTenant tenant) {
        return store.insert(tenant, deadline());
    }

    boolean replace(StoredTenant tenant) {
        return store.replace(tenant, deadline());
    }

    /** A new tenant with one version. */
    static StoredTenant tenant(String id) {
        return tenant(id, "first");
    }

    /** A new tenant, recognisable by who made it. */
    static StoredTenant tenant(String id, String madeBy) {
        return tenant(id, 1, madeBy);
    }

    /** A tenant at a revision, every field of which says which revision that is and who made it. */
    static StoredTenant tenant(String id, long revision, String madeBy) {
        String version = version(revision + madeBy);
        return new StoredTenant(
                id,
                revision,
                TenantState.ACTIVE,
                version,
                CREATED,
                CREATED.plusMillis(revision),
                List.of(key(version, revision + madeBy)),
                seal(revision + madeBy));
    }

    static StoredTenant with(StoredTenant tenant, TenantState state, List<StoredTenantKey> keys) {
        return new StoredTenant(
                tenant.tenantId(),
                tenant.revision() + 1,
                state,
                keys.get(keys.size() - 1).version(),
                tenant.createdAt(),
                tenant.changedAt().plusMillis(1),
                keys,
                seal("after " + tenant.revision()));
    }

    static StoredTenantKey key(String version, String seed) {
        return new StoredTenantKey(version, CREATED.plusMillis(7), block(seed), seal("check of " + seed));
    }

    static StoredTenantKey shredded(StoredTenantKey key) {
        return new StoredTenantKey(key.version(), key.createdAt(), null, "");
    }

    static KeyBlock block(String seed) {
        return KeyBlock.of(List.of(WrappedKey.of("cards", "2", seed.getBytes(StandardCharsets.UTF_8))));
    }

    /** As long as a key block can be. */
    static KeyBlock longestBlock() {
        byte[] bytes = new byte[WrappedKey.MAX_WRAPPED_LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return KeyBlock.of(IntStream.range(0, KeyBlock.MAX_KEYS)
                .mapToObj(i -> WrappedKey.of(
                        Integer.toString(i).repeat(WrappedKey.MAX_NAME_LENGTH),
                        "V".repeat(WrappedKey.MAX_VERSION_LENGTH),
                        bytes))
                .toList());
    }

    /** 13 characters of lower-case base32. */
    static String version(String seed) {
        return text(seed, "abcdefghijklmnopqrstuvwxyz234567", VERSION_LENGTH);
    }

    /** 43 characters of base64url. */
    static String seal(String seed) {
        return text(seed, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", SEAL_LENGTH);
    }

    private static String text(String seed, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        long state = seed.hashCode();
        for (int i = 0; i < length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            text.append(alphabet.charAt((int) ((state >>> 33) % alphabet.length())));
        }
        return text.toString();
    }

    /** Makes calls at the same time, alternately by both accesses to the store. */
    <T> List<T> atOnce(int callers, Call<T> call) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<CallInThread<T>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            Callable<T> waiting = () -> {
                start.await();
                return call.make(caller % 2 == 0 ? store : other, caller);
            };
            running.add(CallInThread.start(waiting));
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (CallInThread<T> each : running) {
            results.add(each.result());
        }
        return results;
    }

    @Override
    public void close() {
        Stream.of(store, other).distinct().forEach(each -> {
            if (each instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new AssertionError("Closing " + each + " failed", e);
                }
            }
        });
    }

    /** What one of several callers does. */
    @FunctionalInterface
    interface Call<T> {
        T make(TenantKeyStore store, int caller) throws Exception;
    }
}
