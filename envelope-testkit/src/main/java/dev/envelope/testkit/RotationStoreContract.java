package dev.envelope.testkit;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link dev.envelope.rotation.RotationStore} promises, as tests. The author of a store extends this:
 *
 * <pre>{@code
 * class AcmeRotationStoreContractTest extends RotationStoreContract {
 *
 *     @Override
 *     protected RotationTable table(TableShape shape) {
 *         return AcmeTable.create(shape); // yours: a RotationTable that inserts and changes rows by the database's own means
 *     }
 * }
 * }</pre>
 *
 * <p>The suite knows no cryptography, and neither does a store: its envelopes have beginnings, and noise behind them. Several
 * tests work from several threads at once.
 */
@ExtendWith(TablesUnderTestResolver.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class RotationStoreContract
        implements CensusContract,
                RoundContract,
                TakingContract,
                EqualBeginningsContract,
                WritingContract,
                ConcurrentChangeContract,
                QuarantineContract,
                PageContract,
                RowTextContract,
                TableCallContract {

    /** Creates the suite. */
    protected RotationStoreContract() {}

    /**
     * Creates a table without rows, and with no jobs that are known of it. Called once or several times in a test; tables of one
     * test do not see each other's rows and jobs.
     *
     * @param shape the columns of the table
     * @return the table
     * @throws Exception if that fails
     */
    protected abstract RotationTable table(TableShape shape) throws Exception;
}
