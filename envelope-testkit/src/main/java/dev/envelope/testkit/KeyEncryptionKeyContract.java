package dev.envelope.testkit;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link KeyEncryptionKey} promises, as tests. The author of a provider extends this:
 *
 * <pre>{@code
 * class AcmeKeyContractTest extends KeyEncryptionKeyContract {
 *
 *     private final AcmeServer server = AcmeServer.start();
 *
 *     @Override
 *     protected KeyEncryptionKey kek() {
 *         return AcmeKey.named("cards", server.client(), server.createKey());
 *     }
 *
 *     @Override
 *     protected KeyEncryptionKey otherKek() {
 *         return kek(); // here each one has a key of its own
 *     }
 * }
 * }</pre>
 *
 * <p>The three further hooks are worth the effort: the failures are what nobody tries out by hand. What a hook does not
 * provide is skipped by name, never silently green.
 *
 * <pre>{@code
 *     @Override
 *     protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
 *         return switch (code) {
 *             case THROTTLED -> Optional.of(server.answerNext(429, kek).causedBy(AcmeException.class));
 *             case ACCESS_DENIED -> Optional.of(Provocation.of(AcmeKey.named("cards", server.clientWithoutRights(), "k")));
 *             default -> Optional.empty();
 *         };
 *     }
 * }</pre>
 *
 * <p>What is tested depends on the {@linkplain KeyEncryptionKey#capabilities() capabilities} that the provider declares: a
 * capability that is declared has to be there. The hooks are called by one thread, and for each test anew; a key that is
 * {@link AutoCloseable} is closed after its test.
 */
@ExtendWith(KekUnderTestResolver.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class KeyEncryptionKeyContract
        implements WrappingContract,
                ContextContract,
                TamperingContract,
                VersionContract,
                FailureContract,
                WaitingContract,
                BatchContract,
                OwnershipContract,
                ConfidentialityContract {

    /** Creates the suite. */
    protected KeyEncryptionKeyContract() {}

    /**
     * Returns the key to test; called once for each test.
     *
     * @return a key that works
     */
    protected abstract KeyEncryptionKey kek();

    /**
     * Returns a key with the same name and other material, which must open nothing that the one under test wrapped; called
     * at most once for each test. Where the application chooses the names of versions, it has a version of the same name.
     *
     * @return another key that works
     */
    protected abstract KeyEncryptionKey otherKek();

    /**
     * Rotates the key: a new version wraps from now on, the old ones still open. By default empty: this is not tested.
     *
     * @param kek what {@link #kek()} returned
     * @return the key to go on with: the same, or one that takes its place
     */
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        return Optional.empty();
    }

    /**
     * Brings about a failure: the next call of the returned key, be it a wrap, an unwrap, a generation or a rewrap, has to
     * meet it. Called again before each call. By default empty: this is not tested.
     *
     * <p>Worth providing are all codes of a key service: {@link ErrorCode#KEK_NOT_FOUND}, {@link ErrorCode#KEK_DISABLED},
     * {@link ErrorCode#KEK_PENDING_DELETION}, {@link ErrorCode#KEK_VERSION_RETIRED} (of the version that the key under test
     * wrapped with), {@link ErrorCode#KEK_WRONG_USAGE}, {@link ErrorCode#ACCESS_DENIED}, {@link ErrorCode#THROTTLED},
     * {@link ErrorCode#UNAVAILABLE}, {@link ErrorCode#MISCONFIGURED}; {@link ErrorCode#TIMED_OUT}, where the answer has to
     * take longer than 250 ms; and {@link ErrorCode#INTERRUPTED}, where the service must not answer at all, for the suite
     * to interrupt the call.
     *
     * @param code the failure
     * @param kek what {@link #kek()} returned
     * @return how to meet it, or empty if this provider can't
     */
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return Optional.empty();
    }

    /**
     * Returns how many calls the key service has got so far. By default empty: this is not tested.
     *
     * @return the number, or empty if it can't be told
     */
    protected OptionalLong serviceCalls() {
        return OptionalLong.empty();
    }

    /**
     * Returns the clock of the deadlines that the suite sets. By default {@link System#nanoTime()}.
     *
     * @return a clock in nanoseconds from an arbitrary origin, such as that of a {@link VirtualClock}
     */
    protected LongSupplier nanoTime() {
        return System::nanoTime;
    }
}
