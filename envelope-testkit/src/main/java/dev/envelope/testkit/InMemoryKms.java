package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.WrappedKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Clock;
import java.time.Duration;

/**
 * A key service in memory, for tests: real encryption, and every rule that a real service enforces and that fakes tend to
 * forget. A disabled key does not decrypt either, a rotation changes the key material, a context is compared by value, a
 * right is a right to one operation.
 *
 * <pre>{@code
 * InMemoryKms kms = new InMemoryKms();
 * kms.createKey("cards");
 * KmsPrincipal writer = KmsPrincipal.named("api", KmsOperation.GENERATE_DATA_KEY);
 * EnvelopeCipher cipher = EnvelopeCipher.using(kms.kek("cards", "cards", writer));
 * }</pre>
 *
 * <p>The methods here are the administrator's, who is subject to no right, quota or fault and whose acts are not logged.
 * Principals call through {@link #as}, or through a {@linkplain #kek key-encryption key}; their calls meet the
 * {@linkplain #faults() script of faults}, and are in the {@linkplain #calls() log}.
 *
 * <p>Every method throws {@link KmsException}: {@link KmsErrorCode#NOT_FOUND} where there is no such key,
 * {@link KmsErrorCode#PENDING_DELETION} where its deletion is scheduled and has to be cancelled first,
 * {@link KmsErrorCode#INVALID_REQUEST} where the request makes no sense.
 *
 * <p>Safe for use by several threads; nothing is locked while a call waits. Keys end with the process: never use it for
 * data that is to be kept.
 */
public final class InMemoryKms {

    private final Clock clock;
    private final KeyDirectory directory;
    private final KmsEndpoint endpoint;

    /** A service without keys, on the system clock: a scripted delay makes the calling thread sleep. */
    public InMemoryKms() {
        this(Clock.systemUTC());
    }

    /**
     * A service without keys, on a virtual clock: a scripted delay advances the clock, and nothing sleeps.
     *
     * @param clock the clock of deletions, quotas, delays and the log; measure deadlines by it too
     */
    public InMemoryKms(VirtualClock clock) {
        this((Clock) clock);
    }

    private InMemoryKms(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        this.directory = new KeyDirectory(clock);
        this.endpoint = new KmsEndpoint(clock);
    }

    /**
     * Creates a key for encryption, enabled, with version 1.
     *
     * @param keyId its id, 1 to 255 bytes in UTF-8, which no key or alias has or had
     * @return the id
     */
    public String createKey(String keyId) {
        return createKey(keyId, KmsKeyUsage.ENCRYPT_DECRYPT);
    }

    /**
     * Creates a key, enabled, with version 1.
     *
     * @param keyId its id, 1 to 255 bytes in UTF-8, which no key or alias has or had
     * @param usage what it is for
     * @return the id
     */
    public String createKey(String keyId, KmsKeyUsage usage) {
        directory.createKey(keyId, requireNonNull(usage, "usage"));
        return keyId;
    }

    /**
     * Creates another name for a key, which can be pointed at another key later.
     *
     * @param alias the name, which no key or alias has or had
     * @param keyId the id of the key
     */
    public void createAlias(String alias, String keyId) {
        directory.createAlias(requireNonNull(alias, "alias"), keyId);
    }

    /**
     * Points an alias at another key, which encrypts from now on for those who use the alias. What the keys before it
     * encrypted names them, and still opens through the alias, for as long as they are usable.
     *
     * @param alias the alias
     * @param keyId the id of the key
     */
    public void updateAlias(String alias, String keyId) {
        directory.updateAlias(alias, keyId);
    }

    /**
     * Returns the id of the key that a name stands for now.
     *
     * @param keyIdOrAlias the name
     * @return the key that an alias points at; any other name as it is, whether there is such a key or not
     */
    public String keyIdOf(String keyIdOrAlias) {
        return directory.keyIdOf(requireNonNull(keyIdOrAlias, "keyIdOrAlias"));
    }

    /**
     * Gives a key a new version with material of its own, which encrypts from now on. The older ones still open what they
     * encrypted.
     *
     * @param keyId the id of the key, which must be usable
     */
    public void rotate(String keyId) {
        directory.change(keyId, key -> key.requireUsable(clock.instant()).withNewVersion());
    }

    /**
     * Retires versions: what those below a minimum encrypted is no longer opened. A lower minimum brings them back.
     *
     * @param keyId the id of the key
     * @param version the oldest version that still opens, 1 to the current one
     */
    public void setMinimumDecryptionVersion(String keyId, int version) {
        directory.change(keyId, key -> key.withMinimumDecryptionVersion(version));
    }

    /**
     * Disables a key: every operation with it fails, decryption included.
     *
     * @param keyId the id of the key
     */
    public void disable(String keyId) {
        directory.change(keyId, key -> key.withEnabled(false));
    }

    /**
     * Enables a key that is disabled.
     *
     * @param keyId the id of the key
     */
    public void enable(String keyId) {
        directory.change(keyId, key -> key.withEnabled(true));
    }

    /**
     * Schedules a key's deletion. Until then it can't be used; from then on it does not exist, and what it encrypted is
     * lost.
     *
     * @param keyId the id of the key
     * @param waitingPeriod how long it can still be cancelled, by the clock of this service; zero deletes it now
     */
    public void scheduleDeletion(String keyId, Duration waitingPeriod) {
        if (waitingPeriod.isNegative()) {
            throw new IllegalArgumentException("A deletion can't lie in the past: " + waitingPeriod);
        }
        directory.change(keyId, key -> key.withDeletionOn(clock.instant().plus(waitingPeriod)));
    }

    /**
     * Cancels a key's deletion. As in AWS KMS the key is disabled then, until it is enabled.
     *
     * @param keyId the id of the key
     */
    public void cancelDeletion(String keyId) {
        directory.change(keyId, KmsKey::withDeletionCancelled);
    }

    /**
     * Limits the calls of all principals together; those beyond fail with {@link KmsErrorCode#THROTTLED}, and do not count.
     *
     * @param requests how many, 1 or more
     * @param period in any period of this length, by the clock of this service; longer than zero
     */
    public void limitRequests(int requests, Duration period) {
        if (requests < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException(
                    "A quota is 1 or more requests in some time, and not " + requests + " in " + period);
        }
        endpoint.limit(requests, period);
    }

    /** Lifts the limit of {@link #limitRequests}. */
    public void removeRequestLimit() {
        endpoint.removeLimit();
    }

    /**
     * Returns the operations of this service, as a principal may use them.
     *
     * @param principal who calls
     * @return the operations
     */
    public KmsSession as(KmsPrincipal principal) {
        return new KmsSession(endpoint, directory, clock, requireNonNull(principal, "principal"));
    }

    /**
     * Returns a key of this service as a key-encryption key, whether the service has such a key or not: it is asked when
     * the key is used. It generates and rewraps in the service, binds the context, authenticates, and reports the service's
     * versions: {@code 1}, {@code 2} and so on, and {@code 2.1}, {@code 2.2} for the second key that an alias points at.
     *
     * @param kekName its name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param keyIdOrAlias the key. By its id it opens what this key wrapped; by an alias, what any key wrapped that the
     *     alias points at or has pointed at
     * @param principal who calls
     * @return the key-encryption key, which needs no closing
     * @throws IllegalArgumentException if the name is not so
     */
    public KeyEncryptionKey kek(String kekName, String keyIdOrAlias, KmsPrincipal principal) {
        return new InMemoryKmsKey(
                WrappedKey.requireName(kekName),
                requireNonNull(keyIdOrAlias, "keyIdOrAlias"),
                as(principal),
                directory);
    }

    /**
     * Returns the log of the principals' calls.
     *
     * @return the log, always the same
     */
    public CallLog calls() {
        return endpoint.calls();
    }

    /**
     * Returns the script of what shall go wrong.
     *
     * @return the script, always the same
     */
    public FaultScript faults() {
        return endpoint.faults();
    }

    /** Returns how many calls there were. */
    @Override
    public String toString() {
        return "InMemoryKms[" + calls().count() + " calls]";
    }
}
