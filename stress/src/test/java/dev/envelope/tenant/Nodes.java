package dev.envelope.tenant;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.ShreddedException;
import dev.envelope.TenantException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.stress.Sometimes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Processes of one application over one store, and all keys of tenants that the key service ever handed to them. */
class Nodes {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    static final String TENANT = "acme";

    private static final byte[] RECORD = {4, 1, 1, 1};
    private static final EncryptionContext ROW = EncryptionContext.of("table", "payments");
    private static final byte[] FIRST = new byte[DataKey.LENGTH];
    private static final byte[] SECOND = new byte[DataKey.LENGTH];

    static {
        Arrays.fill(SECOND, (byte) 2);
    }

    private static final LocalKey BEFORE_ROTATION = LocalKey.of("local", "1", FIRST);
    private static final LocalKey AFTER_ROTATION =
            LocalKey.of("local", "2", SECOND).withPrevious("1", FIRST);

    final InMemoryTenantKeyStore store = new InMemoryTenantKeyStore();
    private final Queue<TenantKeys> nodes = new ConcurrentLinkedQueue<>();
    private final Queue<DataKey> handedOut = new ConcurrentLinkedQueue<>();

    final TenantKeys node() {
        return node(BEFORE_ROTATION);
    }

    /** One whose key service has rotated the key-encryption key. */
    final TenantKeys nodeAfterRotation() {
        return node(AFTER_ROTATION);
    }

    private TenantKeys node(KeyEncryptionKey kek) {
        TenantKeys node = TenantKeys.builder(Keyring.of(new Watched(kek)), store)
                .nanoTime(Nodes::nanoTime)
                .build();
        nodes.add(node);
        return node;
    }

    /** Is asked before each call of the store and the key service, and for the age of whatever is in memory. */
    private static long nanoTime() {
        Sometimes.giveWay();
        return System.nanoTime();
    }

    static byte[] encrypt(TenantKeys node) {
        return node.cipher(TENANT).encrypt(RECORD, ROW);
    }

    /** An envelope, or null where the tenant's keys may not be used. */
    static byte @Nullable [] encryptIfItMay(TenantKeys node) {
        try {
            return encrypt(node);
        } catch (TenantException | ShreddedException e) {
            return null;
        }
    }

    /** What has become of all envelopes: they open, or the code of the error, where it is the same for all. */
    static String read(TenantKeys node, byte @Nullable []... envelopes) {
        return String.join(
                " and ",
                Arrays.stream(envelopes)
                        .filter(envelope -> envelope != null)
                        .map(envelope -> read(node, envelope))
                        .distinct()
                        .toList());
    }

    private static String read(TenantKeys node, byte[] envelope) {
        try {
            return Arrays.equals(node.cipher(TENANT).decrypt(envelope, ROW), RECORD) ? "open" : "wrong";
        } catch (EnvelopeException e) {
            return e.code().toString();
        }
    }

    static String create(TenantKeys node) {
        try {
            return node.create(TENANT) ? "created" : "there";
        } catch (ShreddedException e) {
            return "shredded";
        }
    }

    static String shred(TenantKeys node) {
        try {
            return "shredded " + node.shred(TENANT).versions().size();
        } catch (TenantException e) {
            return "not found";
        }
    }

    final String versionsStored() {
        List<StoredTenant> stored = store.list(Optional.empty(), 2, Deadline.after(Duration.ofMinutes(1)));
        return stored.stream()
                .map(tenant -> tenant.keys().size() + (tenant.keys().size() == 1 ? " version" : " versions"))
                .reduce((one, other) -> one + " and " + other)
                .orElse("no tenant");
    }

    /** Ends the processes, and tells whether they leave a key in memory. What works in the background may end a moment later. */
    final String fate() {
        nodes.forEach(TenantKeys::close);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!allAreWiped() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(100_000);
        }
        return allAreWiped() ? "wiped" : "kept";
    }

    private boolean allAreWiped() {
        return handedOut.stream().allMatch(DataKey::isDestroyed);
    }

    /** A key-encryption key that remembers which keys it handed out. */
    private final class Watched implements KeyEncryptionKey {

        private final KeyEncryptionKey kek;

        Watched(KeyEncryptionKey kek) {
            this.kek = kek;
        }

        @Override
        public String name() {
            return kek.name();
        }

        @Override
        public Optional<String> currentVersion() {
            return kek.currentVersion();
        }

        /** Is called by the default method that generates keys, too. */
        @Override
        public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
            handedOut.add(key);
            return kek.wrap(key, context, deadline);
        }

        @Override
        public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
            DataKey key = kek.unwrap(wrapped, context, deadline);
            handedOut.add(key);
            return key;
        }
    }
}
