package dev.envelope.tenant;

import dev.envelope.EnvelopeException;
import dev.envelope.KekUnavailableException;
import dev.envelope.format.KeyBlock;
import dev.envelope.kek.Deadline;
import java.util.List;
import java.util.Optional;

/**
 * Where {@link TenantKeys} keeps what it knows of tenants: keys that are wrapped by a key service, states and dates. It
 * stores and finds; it knows no cryptography, holds no secret, and is not trusted: everything in it is authenticated
 * when it is read. Implement it to keep tenants in a store of your own; the contract suite of {@code envelope-testkit}
 * checks it.
 *
 * <p>What every implementation promises:
 *
 * <ul>
 *   <li>It is safe for use by several threads, and several processes may use one store.
 *   <li>It gives back every field as it was given, and compares tenant ids by their UTF-8 bytes.
 *   <li>A change is durable and seen by every process once the call has returned. One that failed may or may not have
 *       happened, and nothing in between.
 *   <li>Whatever keeps it from answering is a {@link KekUnavailableException}: an outage is never reported as an
 *       empty result. It throws from the {@link EnvelopeException} hierarchy only, and reports an interrupt as
 *       {@link dev.envelope.CallInterruptedException}.
 *   <li>No message, log or {@code toString} of it shows a tenant's id.
 * </ul>
 *
 * <p>Where a name is needed for the {@code kekName} of an exception, it is the {@link #name()} of the store.
 */
public interface TenantKeyStore {

    /**
     * Returns what exceptions of this store call it.
     *
     * @return such as {@code tenants}: the name under which the tenant keys stand in envelopes, by default
     */
    default String name() {
        return "tenants";
    }

    /**
     * Returns the wrapped key that authenticates what is in this store.
     *
     * @param deadline when to give up
     * @return the key, or empty if none was ever put
     */
    Optional<KeyBlock> storeKey(Deadline deadline);

    /**
     * Puts the key that authenticates what is in this store, if there is neither one nor any tenant.
     *
     * @param wrapped the wrapped key
     * @param deadline when to give up
     * @return false if there is a key or a tenant already, and nothing was changed
     */
    boolean insertStoreKey(KeyBlock wrapped, Deadline deadline);

    /**
     * Replaces the key that authenticates what is in this store by itself, wrapped anew.
     *
     * @param expected what is there
     * @param replacement what shall be there
     * @param deadline when to give up
     * @return false if something else is there, and nothing was changed
     */
    boolean replaceStoreKey(KeyBlock expected, KeyBlock replacement, Deadline deadline);

    /**
     * Finds a tenant.
     *
     * @param tenantId the tenant
     * @param deadline when to give up
     * @return the tenant, or empty if there is none of this id
     */
    Optional<StoredTenant> find(String tenantId, Deadline deadline);

    /**
     * Adds a tenant, if there is none of this id.
     *
     * @param tenant the tenant
     * @param deadline when to give up
     * @return false if there is one already, and nothing was changed
     */
    boolean insert(StoredTenant tenant, Deadline deadline);

    /**
     * Replaces a tenant, with all its keys, if it is at the revision before.
     *
     * @param tenant the tenant, with the revision that it shall have
     * @param deadline when to give up
     * @return false if there is none of this id whose revision is one less, and nothing was changed
     */
    boolean replace(StoredTenant tenant, Deadline deadline);

    /**
     * Returns tenants in the order of the unsigned UTF-8 bytes of their ids.
     *
     * @param after only those behind this id; empty to begin
     * @param limit how many at most, at least 1
     * @param deadline when to give up
     * @return the tenants; fewer than the limit only at the end
     */
    List<StoredTenant> list(Optional<String> after, int limit, Deadline deadline);

    /**
     * Returns the position of the last change of a tenant.
     *
     * @param deadline when to give up
     * @return the position; 0 before the first change, and growing with each
     */
    long position(Deadline deadline);

    /**
     * Returns which tenants were inserted or replaced behind a position. No change may be left out: one that becomes visible
     * later has a later position.
     *
     * @param position a position that this store returned
     * @param deadline when to give up
     * @return the changes; none, at the store's own position, where that is not behind the one given
     */
    TenantChanges changesSince(long position, Deadline deadline);

    /**
     * Calls back soon after a tenant was changed by any process, where the store can push. That is an acceleration: who uses a
     * store polls it as well. By default never calls back.
     *
     * @param onChange to be called from a thread of the store's; quick, and does not throw
     * @return to be closed to end this
     */
    default Subscription subscribe(Runnable onChange) {
        return () -> {};
    }

    /** An end that can be put to calling back. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {

        /** Ends calling back. Closing again does nothing. */
        @Override
        void close();
    }
}
