package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KeyCacheStats;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.ShreddedException;
import dev.envelope.TenantException;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.cache.AgeClock;
import dev.envelope.internal.cache.KeyCache;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.wrap.LocalWrapping;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import java.io.IOException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A key for each tenant, between the key service and the tenant's records.
 *
 * <pre>{@code
 * try (TenantKeys tenants = TenantKeys.over(kek, store)) {
 *     tenants.create("acme"); // once, when the tenant signs up
 *
 *     EnvelopeCipher cipher = tenants.cipher("acme");
 *     byte[] sealed = cipher.encrypt(pan, row);
 *     byte[] opened = cipher.decrypt(sealed, row);
 *
 *     ShredReceipt receipt = tenants.shred("acme"); // no one ever reads acme's records again
 * }
 * }</pre>
 *
 * <p>The key service wraps each tenant's key, bound to the tenant's id and the purpose; the tenant's key gives every record a
 * data key of its own, in this process. A tenant's key is unwrapped once and kept as {@link KeyCaching} says, so a million
 * records cost a handful of calls. An envelope names a version of a tenant's key by 13 random characters, never the tenant.
 *
 * <p>While the key service or the store is down, what is in memory serves to its maximum age, and fails as unavailable from then
 * on; when it is back, service resumes by itself. A change that another process makes (a tenant is shredded, suspended,
 * rotated) has effect here within the {@linkplain Builder#pollInterval poll interval} while the store answers, sooner where it
 * pushes, and within the maximum age where it does not.
 *
 * <p>Safe for use by several threads: an application has one for each store, and closes it at its end. A cipher is cheap;
 * ask for one whenever a tenant is at hand. Calls that create or change tenants ask the store at once and the key service
 * where a key is made.
 *
 * <p>What shredding can't reach: plaintexts that were read before, data keys that a process remembered, and backups of the
 * store as long as the key-encryption key lives. Keep few of those, for a short time, and apart from those of the data.
 */
public final class TenantKeys implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.envelope.tenant");
    private static final int PAGE = 500;

    private final Builder settings;
    private final Events events;
    private final GuardedStore store;
    private final TenantKeyWrapping wrapping;
    private final ChangeWatcher watcher;
    private final TenantDirectory directory;
    private final KeyCache<TenantKeyVersion, LocalWrapping> keys;
    private volatile boolean closed;

    private TenantKeys(Builder builder) {
        this.settings = new Builder(builder);
        this.events = new Events(settings.listeners);
        this.store = new GuardedStore(settings.store, settings.name);
        this.wrapping = new TenantKeyWrapping(settings.keyring, settings.jca, settings.name, events);
        AgeClock clock = new AgeClock(settings.nanoTime, settings.wallClock);
        this.keys = new KeyCache<>(
                settings.caching, settings.timeout, clock, LocalWrapping::close, version -> settings.name, events);
        Reaction reaction = new Reaction();
        this.watcher = new ChangeWatcher(store, settings.pollInterval, this::deadline, reaction);
        this.directory = new TenantDirectory(
                store, wrapping, watcher, settings.jca, clock, settings.caching, settings.timeout, settings.name);
    }

    /**
     * Tenant keys with safe defaults.
     *
     * @param kek the key that wraps the keys of tenants
     * @param store where they are kept; not closed
     * @return the tenant keys, which the caller closes
     */
    public static TenantKeys over(KeyEncryptionKey kek, TenantKeyStore store) {
        return builder(Keyring.of(kek), store).build();
    }

    /**
     * Tenant keys with settings of their own.
     *
     * @param keyring the keys that wrap the keys of tenants: several for several regions, and those that only decrypt while
     *     what is stored moves from one to another
     * @param store where they are kept; not closed
     * @return a builder
     */
    public static Builder builder(Keyring keyring, TenantKeyStore store) {
        return new Builder(requireNonNull(keyring, "keyring"), requireNonNull(store, "store"));
    }

    /**
     * Creates a tenant with its first key. Where several processes do so at once, one of them does and all get the same key.
     *
     * @param tenantId any text of 1 to 200 characters (code points); compared to the byte
     * @return false if there is such a tenant already, which is as it was
     * @throws InvalidInputException with {@link ErrorCode#INVALID_TENANT_ID} if the id is not so
     * @throws ShreddedException if there was such a tenant and it was shredded; its id is not used again
     * @throws EnvelopeException if the store or the key service can't or won't
     */
    public boolean create(String tenantId) {
        TenantId.require(tenantId);
        Deadline deadline = openDeadline();
        Optional<StoredTenant> existing = directory.read(tenantId, deadline);
        boolean created = false;
        if (existing.isEmpty()) {
            StoredTenantKey key = wrapping.newKey(tenantId, directory.now(), deadline);
            StoredTenant tenant = new StoredTenant(
                    tenantId, 1, TenantState.ACTIVE, key.version(), key.createdAt(), key.createdAt(), List.of(key), "");
            created = directory.insert(tenant, deadline);
            if (created) {
                audit(TenantAction.CREATED, tenant);
            } else {
                existing = directory.read(tenantId, deadline);
            }
        }
        existing.ifPresent(tenant -> requireNotShredded(tenant));
        return created;
    }

    /**
     * A cipher for the records of a tenant. The tenant is looked for when the cipher is used, not now.
     *
     * @param tenantId the tenant
     * @return the cipher, with the timeout, provider and listeners of these tenant keys
     * @throws InvalidInputException with {@link ErrorCode#INVALID_TENANT_ID} if no tenant can have such an id
     */
    public EnvelopeCipher cipher(String tenantId) {
        EnvelopeCipher.Builder cipher = EnvelopeCipher.builder(Keyring.of(key(tenantId)))
                .timeout(settings.timeout)
                .nanoTime(settings.nanoTime);
        settings.listeners.forEach(cipher::listener);
        if (settings.provider != null) {
            cipher.provider(settings.provider);
        }
        if (settings.plaintextUntil != null) {
            cipher.insecureAllowPlaintextUntil(settings.plaintextUntil).wallClock(settings.wallClock);
        }
        return cipher.build();
    }

    /**
     * The keys of a tenant as a key-encryption key, for a keyring of several: one that still opens what was encrypted
     * before there were tenants, for example.
     *
     * @param tenantId the tenant
     * @return the key, usable until these tenant keys are closed
     * @throws InvalidInputException with {@link ErrorCode#INVALID_TENANT_ID} if no tenant can have such an id
     */
    public KeyEncryptionKey key(String tenantId) {
        requireOpen();
        return new TenantKek(settings.name, TenantId.require(tenantId), directory, wrapping, keys, this::requireOpen);
    }

    /**
     * Adds a version to a tenant's key, which encrypts from now on; the others still decrypt. Other processes encrypt with it
     * as soon as they know of it. Move the records to it by rewrapping them.
     *
     * @param tenantId the tenant
     * @return the new version, as envelopes name it
     * @throws InvalidInputException with {@link ErrorCode#TOO_MANY_KEYS} if it has {@value StoredTenant#MAXIMUM_VERSIONS} versions;
     *     nothing was changed
     * @throws TenantException if there is no such tenant, or it is suspended
     * @throws ShreddedException if it was shredded
     * @throws EnvelopeException if the store or the key service can't or won't
     */
    public String rotate(String tenantId) {
        Deadline deadline = openDeadline();
        StoredTenantKey added = wrapping.newKey(TenantId.require(tenantId), directory.now(), deadline);
        StoredTenant rotated = update(
                tenantId,
                tenant -> {
                    requireNotShredded(tenant);
                    if (tenant.state() == TenantState.SUSPENDED) {
                        throw TenantException.suspended(settings.name, tenant.currentVersion());
                    }
                    requireRoomForOneMore(tenant);
                    List<StoredTenantKey> versions = new ArrayList<>(tenant.keys());
                    versions.add(added);
                    return with(tenant, tenant.state(), added.version(), versions);
                },
                deadline);
        audit(TenantAction.ROTATED, rotated);
        return added.version();
    }

    /**
     * Wraps the stored keys of all tenants anew, as the keyring would today: all that a rotation in the key service costs.
     * No record is touched. What fails is left as it was and told of; call again.
     *
     * @return what became of them
     * @throws EnvelopeException if the key service or the store can't be asked at all
     */
    public RewrapReport rewrapStored() {
        wrapping.refreshVersions(openDeadline());
        int[] counts = new int[3];
        List<EnvelopeException> failures = new ArrayList<>();
        try {
            counts[directory.rewrapStoreKey(deadline()) ? 0 : 1]++;
        } catch (EnvelopeException e) {
            failures.add(e);
        }
        Optional<String> after = Optional.empty();
        List<StoredTenant> page;
        do {
            page = directory.page(after, PAGE, deadline());
            for (StoredTenant tenant : page) {
                after = Optional.of(tenant.tenantId());
                try {
                    rewrap(tenant, counts);
                } catch (EnvelopeException e) {
                    failures.add(e);
                }
            }
        } while (page.size() == PAGE);
        return new RewrapReport(counts[0], counts[1], counts[2], failures);
    }

    /**
     * Destroys the keys of a tenant, for ever. Nothing can bring its records back. In this process that has effect before this
     * returns; in others as the class description says.
     *
     * @param tenantId the tenant
     * @return the receipt, to be kept apart from the store; of a tenant that was shredded before, the same one again
     * @throws TenantException if there is no such tenant
     * @throws EnvelopeException if the store can't or won't; then call again, for it may have happened or not
     */
    public ShredReceipt shred(String tenantId) {
        Deadline deadline = openDeadline();
        return shred(TenantId.require(tenantId), Set.of(), deadline);
    }

    /**
     * Destroys the keys of a tenant again, after a store was put back from a backup.
     *
     * @param receipt what {@link #shred(String)} returned
     * @throws TenantException with {@link ErrorCode#TENANT_RECORD_REFUSED} if the receipt is not genuine
     * @throws EnvelopeException if the store can't or won't
     */
    public void replay(ShredReceipt receipt) {
        Deadline deadline = openDeadline();
        if (!directory.isGenuine(receipt, deadline)) {
            throw TenantException.recordRefused(
                    settings.name, "the receipt is not one of this store, or was altered", null);
        }
        List<StoredTenantKey> destroyed = receipt.versions().stream()
                .map(version -> new StoredTenantKey(version, receipt.shreddedAt(), null, ""))
                .toList();
        StoredTenant tombstone = new StoredTenant(
                receipt.tenantId(),
                receipt.revision(),
                TenantState.SHREDDED,
                receipt.versions().get(receipt.versions().size() - 1),
                receipt.shreddedAt(),
                receipt.shreddedAt(),
                destroyed,
                "");
        if (directory.read(receipt.tenantId(), deadline).isEmpty() && directory.insert(tombstone, deadline)) {
            evict(receipt.tenantId());
            events.shredded(settings.name, receipt.versions());
            audit(TenantAction.SHREDDED, tombstone);
        } else {
            shred(receipt.tenantId(), Set.copyOf(receipt.versions()), deadline);
        }
    }

    /**
     * Tells whether a receipt was made over this store and is unaltered.
     *
     * @param receipt the receipt
     * @return true if it is genuine
     * @throws EnvelopeException if the store or the key service can't or won't
     */
    public boolean isGenuine(ShredReceipt receipt) {
        return directory.isGenuine(receipt, openDeadline());
    }

    /**
     * Keeps the keys of a tenant from being used, until it is {@linkplain #resume resumed}. Does nothing where it is suspended
     * already.
     *
     * @param tenantId the tenant
     * @throws TenantException if there is no such tenant
     * @throws ShreddedException if it was shredded
     * @throws EnvelopeException if the store can't or won't
     */
    public void suspend(String tenantId) {
        change(tenantId, TenantState.SUSPENDED, TenantAction.SUSPENDED);
    }

    /**
     * Lets the keys of a tenant be used again. Does nothing where they may be.
     *
     * @param tenantId the tenant
     * @throws TenantException if there is no such tenant
     * @throws ShreddedException if it was shredded
     * @throws EnvelopeException if the store can't or won't
     */
    public void resume(String tenantId) {
        change(tenantId, TenantState.ACTIVE, TenantAction.RESUMED);
    }

    /**
     * Finds out about a tenant, as the store has it now.
     *
     * @param tenantId the tenant
     * @return what there is to know, or empty if there is no such tenant
     * @throws TenantException with {@link ErrorCode#TENANT_RECORD_REFUSED} if it was changed by hand
     * @throws EnvelopeException if the store or the key service can't or won't
     */
    public Optional<TenantInfo> find(String tenantId) {
        return directory.read(TenantId.require(tenantId), openDeadline()).map(TenantKeys::info);
    }

    /**
     * Lists all tenants in the order of the UTF-8 bytes of their ids, shredded ones too. Read from the store page by page while
     * the stream is used.
     *
     * @return the tenants; the stream throws {@link TenantException} with {@link ErrorCode#TENANT_RECORD_REFUSED} where it
     *     comes upon one that was changed by hand, and what else the store or the key service throws
     */
    public Stream<TenantInfo> list() {
        return stored().map(stored -> info(directory.verified(stored, deadline())));
    }

    /**
     * Writes what exists, for an auditor: one line of JSON for each tenant, with its state, dates, versions and the names of the
     * keys that wrap them, and no key. A tenant that was changed by hand is there, as not authentic.
     *
     * @param out where to; ASCII only
     * @throws IOException from it
     * @throws EnvelopeException if the store or the key service can't or won't
     */
    public void export(Appendable out) throws IOException {
        TenantExport export = new TenantExport(out);
        for (StoredTenant stored : (Iterable<StoredTenant>) stored()::iterator) {
            try {
                export.write(info(directory.verified(stored, deadline())));
            } catch (TenantException e) {
                export.writeRefused(info(stored), e.code());
            }
        }
    }

    /**
     * Asks the store now what other processes have changed, instead of within the poll interval.
     *
     * @throws EnvelopeException if the store can't or won't tell
     */
    public void refresh() {
        requireOpen();
        watcher.poll();
    }

    /**
     * Returns what the cache of tenants' keys has done.
     *
     * @return the statistics
     */
    public KeyCacheStats keyCacheStats() {
        return keys.stats();
    }

    /** Drops all cached keys: each is wiped when its last user is done, and asked for again when it is wanted. */
    public void clearKeyCache() {
        keys.clear();
        directory.forgetAll();
    }

    /**
     * Ends looking for changes, and wipes all keys; those that are in use as soon as their last user is done. Closing again does
     * nothing; using this or one of its ciphers fails.
     */
    @Override
    public void close() {
        closed = true;
        watcher.close();
        keys.close();
        directory.close();
    }

    /** Returns the name under which the keys stand in envelopes, and the keyring. */
    @Override
    public String toString() {
        return "TenantKeys[" + settings.name + " over " + settings.keyring + "]";
    }

    private ShredReceipt shred(String tenantId, Set<String> alsoVersions, Deadline deadline) {
        boolean[] destroyed = new boolean[1];
        StoredTenant shredded = update(
                tenantId,
                tenant -> {
                    Set<String> missing = new LinkedHashSet<>(alsoVersions);
                    tenant.keys().forEach(key -> missing.remove(key.version()));
                    destroyed[0] = tenant.state() != TenantState.SHREDDED || !missing.isEmpty();
                    if (!destroyed[0]) {
                        return tenant;
                    }
                    List<StoredTenantKey> tombstones = new ArrayList<>();
                    tenant.keys()
                            .forEach(key ->
                                    tombstones.add(new StoredTenantKey(key.version(), key.createdAt(), null, "")));
                    missing.forEach(version -> tombstones.add(new StoredTenantKey(version, directory.now(), null, "")));
                    return with(tenant, TenantState.SHREDDED, tenant.currentVersion(), tombstones);
                },
                deadline);
        if (destroyed[0]) {
            events.shredded(
                    settings.name,
                    shredded.keys().stream().map(StoredTenantKey::version).toList());
            audit(TenantAction.SHREDDED, shredded);
        }
        return directory.receipt(shredded, deadline);
    }

    private void change(String tenantId, TenantState state, TenantAction action) {
        Deadline deadline = openDeadline();
        boolean[] changed = new boolean[1];
        StoredTenant tenant = update(
                TenantId.require(tenantId),
                before -> {
                    requireNotShredded(before);
                    changed[0] = before.state() != state;
                    return with(before, state, before.currentVersion(), before.keys());
                },
                deadline);
        if (changed[0]) {
            audit(action, tenant);
        }
    }

    private void rewrap(StoredTenant listed, int[] counts) {
        int[] moved = new int[3];
        StoredTenant rewrapped = update(
                listed.tenantId(),
                tenant -> {
                    Arrays.fill(moved, 0);
                    List<StoredTenantKey> versions = new ArrayList<>();
                    for (StoredTenantKey key : tenant.keys()) {
                        @Nullable KeyBlock wrapped = key.wrapped();
                        if (wrapped == null) {
                            moved[2]++;
                            versions.add(key);
                        } else {
                            KeyBlock anew =
                                    wrapping.rewrap(tenant.tenantId(), key.version(), wrapped, key.check(), deadline());
                            moved[anew.equals(wrapped) ? 1 : 0]++;
                            versions.add(new StoredTenantKey(key.version(), key.createdAt(), anew, key.check()));
                        }
                    }
                    return with(tenant, tenant.state(), tenant.currentVersion(), versions);
                },
                deadline());
        for (int i = 0; i < moved.length; i++) {
            counts[i] += moved[i];
        }
        if (moved[0] > 0) {
            audit(TenantAction.REWRAPPED, rewrapped);
        }
    }

    private StoredTenant update(String tenantId, UnaryOperator<StoredTenant> change, Deadline deadline) {
        StoredTenant updated = directory.update(tenantId, change, deadline);
        // Where there was nothing to change, another process may have done it, unknown here until now.
        if (!directory.keeps(updated)) {
            evict(tenantId);
        }
        return updated;
    }

    private void evict(String tenantId) {
        directory.forget(tenantId);
        keys.dropIf(version -> version.tenantId().equals(tenantId));
    }

    private static StoredTenant with(
            StoredTenant tenant, TenantState state, String currentVersion, List<StoredTenantKey> versions) {
        return new StoredTenant(
                tenant.tenantId(),
                tenant.revision(),
                state,
                currentVersion,
                tenant.createdAt(),
                tenant.changedAt(),
                versions,
                tenant.seal());
    }

    private void requireNotShredded(StoredTenant tenant) {
        if (tenant.state() == TenantState.SHREDDED) {
            throw new ShreddedException(settings.name, tenant.currentVersion(), null);
        }
    }

    /** A store may refuse to read more versions than that, so one more would cost the tenant all its records. */
    private static void requireRoomForOneMore(StoredTenant tenant) {
        if (tenant.keys().size() >= StoredTenant.MAXIMUM_VERSIONS) {
            throw new InvalidInputException(
                    ErrorCode.TOO_MANY_KEYS,
                    "The key with the current version '" + tenant.currentVersion() + "' has "
                            + StoredTenant.MAXIMUM_VERSIONS
                            + " versions, which is the most that there may be; it was not rotated, and goes on working."
                            + " Rotate less often, and for more versions reencrypt the records under a new tenant.");
        }
    }

    private Stream<StoredTenant> stored() {
        requireOpen();
        return StreamSupport.stream(new Pages(), false);
    }

    private static TenantInfo info(StoredTenant stored) {
        List<TenantInfo.Version> versions = new ArrayList<>();
        for (StoredTenantKey key : stored.keys()) {
            @Nullable KeyBlock wrapped = key.wrapped();
            versions.add(new TenantInfo.Version(
                    key.version(),
                    key.createdAt(),
                    wrapped == null
                            ? List.of()
                            : wrapped.keys().stream().map(TenantKeys::label).toList()));
        }
        return new TenantInfo(
                stored.tenantId(),
                stored.state(),
                stored.createdAt(),
                stored.changedAt(),
                stored.revision(),
                stored.currentVersion(),
                versions);
    }

    private static String label(WrappedKey key) {
        return key.kekName() + ":" + key.kekVersion();
    }

    private void audit(TenantAction action, StoredTenant tenant) {
        if (settings.audit == null) {
            return;
        }
        try {
            settings.audit.changed(action, info(tenant), directory.now());
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The audit log of tenants threw {0} for {1}",
                    e.getClass().getName(),
                    action);
        }
    }

    private Deadline deadline() {
        return Deadline.after(settings.timeout, settings.nanoTime);
    }

    private Deadline openDeadline() {
        requireOpen();
        return deadline();
    }

    private void requireOpen() {
        if (closed) {
            throw new KekMisconfiguredException(
                    settings.name, "its TenantKeys was closed before this call; close it after its last use", null);
        }
    }

    /** All tenants of the store, page by page. */
    private final class Pages extends AbstractSpliterator<StoredTenant> {

        private List<StoredTenant> page = List.of();
        private int next;
        private boolean last;

        Pages() {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT);
        }

        @Override
        public boolean tryAdvance(Consumer<? super StoredTenant> action) {
            if (next == page.size() && !last) {
                Optional<String> after = page.isEmpty()
                        ? Optional.empty()
                        : Optional.of(page.get(next - 1).tenantId());
                page = directory.page(after, PAGE, deadline());
                last = page.size() < PAGE;
                next = 0;
            }
            if (next == page.size()) {
                return false;
            }
            action.accept(page.get(next++));
            return true;
        }
    }

    /** What other processes change. */
    private final class Reaction implements ChangeWatcher.Reaction {

        /** How many tenants are asked for before it is better to let go of them all and go on. */
        private static final int ASKED_FOR = 100;

        @Override
        public void changed(List<String> tenantIds) {
            Deadline deadline = deadline();
            for (String tenantId : tenantIds) {
                if (tenantIds.size() > ASKED_FOR || !isKnown(tenantId, deadline)) {
                    evict(tenantId);
                }
            }
        }

        /** This process's own changes are told too, and those behind which it has read the tenant already. */
        private boolean isKnown(String tenantId, Deadline deadline) {
            try {
                return directory.keepsWhatIsStored(tenantId, deadline);
            } catch (EnvelopeException e) {
                // Changed, and no one knows how: whoever uses it next asks, and is told why that fails.
                return false;
            }
        }

        @Override
        public void wentBack() {
            clearKeyCache();
        }
    }

    /** Settings of tenant keys. Not safe for use by several threads. */
    public static final class Builder {

        private final Keyring keyring;
        private final TenantKeyStore store;
        private String name = "tenants";
        private KeyCaching caching = KeyCaching.defaults();
        private Duration pollInterval = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofSeconds(30);
        private final List<EnvelopeListener> listeners = new ArrayList<>();
        private @Nullable TenantAudit audit;
        private @Nullable Provider provider;
        private Jca jca = Jca.DEFAULT;
        private LongSupplier nanoTime = System::nanoTime;
        private InstantSource wallClock = InstantSource.system();
        private @Nullable Instant plaintextUntil;

        private Builder(Keyring keyring, TenantKeyStore store) {
            this.keyring = keyring;
            this.store = store;
        }

        private Builder(Builder other) {
            this(other.keyring, other.store);
            this.name = other.name;
            this.caching = other.caching;
            this.pollInterval = other.pollInterval;
            this.timeout = other.timeout;
            this.listeners.addAll(other.listeners);
            this.audit = other.audit;
            this.provider = other.provider;
            this.jca = other.jca;
            this.nanoTime = other.nanoTime;
            this.wallClock = other.wallClock;
            this.plaintextUntil = other.plaintextUntil;
        }

        /**
         * Sets the name under which the keys stand in envelopes. {@code tenants} unless set; another one where an application
         * has several stores. It can't be changed once there are records.
         *
         * @param kekName 1 to 64 characters of {@code a-z 0-9 . / -}
         * @return this builder
         * @throws IllegalArgumentException if it is not so
         */
        public Builder name(String kekName) {
            name = WrappedKey.requireName(kekName);
            return this;
        }

        /**
         * Sets how keys are kept in memory. {@link KeyCaching#defaults()} unless set.
         *
         * @param keyCaching the settings; {@link KeyCaching#off()} asks store and key service for every record
         * @return this builder
         */
        public Builder keyCaching(KeyCaching keyCaching) {
            caching = requireNonNull(keyCaching, "keyCaching");
            return this;
        }

        /**
         * Sets how often the store is asked what other processes have changed: the time within which shredding, suspending and
         * rotating have effect everywhere while the store answers. 5 seconds unless set.
         *
         * @param interval from 10 milliseconds to an hour
         * @return this builder
         */
        public Builder pollInterval(Duration interval) {
            if (interval.compareTo(Duration.ofMillis(10)) < 0 || interval.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "The store is polled every 10 milliseconds to every hour, not every " + interval);
            }
            pollInterval = interval;
            return this;
        }

        /**
         * Sets how long one call may take in all, including the key service and the store. 30 seconds unless set.
         *
         * @param limit longer than zero
         * @return this builder
         */
        public Builder timeout(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("A call must be allowed some time, not " + limit);
            }
            timeout = limit;
            return this;
        }

        /**
         * Adds a listener for metrics and alarms. It is never given a tenant's id.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(EnvelopeListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Sets the application's audit log of tenants.
         *
         * @param log is told whatever this process does to tenants
         * @return this builder
         */
        public Builder audit(TenantAudit log) {
            audit = requireNonNull(log, "log");
            return this;
        }

        /**
         * Chooses the JCA provider of AES and HMAC, as {@link EnvelopeCipher.Builder#provider} does.
         *
         * @param jcaProvider a provider with AES/GCM/NoPadding, AES/CBC/NoPadding and HmacSHA512
         * @return this builder
         * @throws IllegalArgumentException if it lacks one of them
         */
        public Builder provider(Provider jcaProvider) {
            jca = Jca.of(jcaProvider);
            provider = jcaProvider;
            return this;
        }

        /**
         * Lets the ciphers of tenants read plaintext as it is until an instant, while a column is half encrypted.
         * <strong>Insecure</strong>, as {@link EnvelopeCipher.Builder#insecureAllowPlaintextUntil} says.
         *
         * @param end from when on plaintext is refused
         * @return this builder
         */
        public Builder insecureAllowPlaintextUntil(Instant end) {
            plaintextUntil = requireNonNull(end, "end");
            return this;
        }

        /**
         * Replaces the clock that deadlines and ages are measured by; for tests. {@link System#nanoTime()} unless set.
         *
         * @param clock a clock in nanoseconds from an arbitrary origin
         * @return this builder
         */
        public Builder nanoTime(LongSupplier clock) {
            nanoTime = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Replaces the clock that dates are taken from; for tests. Ages are measured by both clocks, and the older one
         * counts.
         *
         * @param clock the time of day
         * @return this builder
         */
        public Builder wallClock(InstantSource clock) {
            wallClock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Makes the tenant keys. Nothing is asked yet.
         *
         * @return the tenant keys, which the caller closes
         */
        public TenantKeys build() {
            return new TenantKeys(this);
        }
    }
}
