package dev.envelope.testkit;

import dev.envelope.tenant.TenantKeyStore;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link TenantKeyStore} promises, as tests. The author of a store extends this:
 *
 * <pre>{@code
 * class AcmeTenantKeyStoreContractTest extends TenantKeyStoreContract {
 *
 *     private final AcmeDatabase database = AcmeDatabase.empty();
 *
 *     @Override
 *     protected TenantKeyStore store() {
 *         return new AcmeTenantKeyStore(database.client());
 *     }
 *
 *     @Override
 *     protected Optional<TenantKeyStore> sameStore(TenantKeyStore store) {
 *         return Optional.of(store()); // a second process would see the same tenants
 *     }
 * }
 * }</pre>
 *
 * <p>The suite knows no cryptography, and neither does a store: the keys in it are bytes. Several tests write from several
 * threads at once and take seconds over a slow database. A store that is {@link AutoCloseable} is closed after its test.
 */
@ExtendWith(StoreUnderTestResolver.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class TenantKeyStoreContract
        implements TenantContract,
                TenantIdContract,
                TenantRaceContract,
                TenantListContract,
                TenantChangesContract,
                StoreKeyContract,
                StoreCallContract {

    /** Creates the suite. */
    protected TenantKeyStoreContract() {}

    /**
     * Returns the store to test; called once for each test.
     *
     * @return a store that works, and that is empty
     */
    protected abstract TenantKeyStore store();

    /**
     * Returns a second access to the same tenants, as another process would have. By default the same object, for a store
     * that has but one process.
     *
     * @param store what {@link #store()} returned
     * @return another object that shows what is in that store, or empty if there can't be one
     */
    protected Optional<TenantKeyStore> sameStore(TenantKeyStore store) {
        return Optional.empty();
    }

    /**
     * Tells whether {@link TenantKeyStore#subscribe} calls back. By default false: this is not tested.
     *
     * @return true if it does, within 10 seconds
     */
    protected boolean pushes() {
        return false;
    }
}
