package dev.envelope.testkit;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

class InMemoryKmsContractTest extends KeyEncryptionKeyContract {

    private static final String NAME = "cards";

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final String key = kms.createKey("key");
    private final String otherKey = kms.createKey("other-key");
    private final String signingKey = kms.createKey("signing-key", KmsKeyUsage.SIGN_VERIFY);
    private int version = 1;
    private boolean deletionScheduled;

    @Override
    protected KeyEncryptionKey kek() {
        return kek(key);
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        return kek(otherKey);
    }

    @Override
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        kms.rotate(key);
        return Optional.of(kek);
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case KEK_NOT_FOUND -> Optional.of(byKms(kek("no-such-key")));
            case KEK_DISABLED -> {
                kms.disable(key);
                yield Optional.of(byKms(kek));
            }
            case KEK_PENDING_DELETION -> {
                if (!deletionScheduled) {
                    kms.scheduleDeletion(key, Duration.ofDays(7));
                    deletionScheduled = true;
                }
                yield Optional.of(byKms(kek));
            }
            case KEK_VERSION_RETIRED -> {
                kms.rotate(key);
                kms.setMinimumDecryptionVersion(key, ++version);
                yield Optional.of(byKms(kek));
            }
            case KEK_WRONG_USAGE -> Optional.of(byKms(kek(signingKey)));
            case ACCESS_DENIED -> Optional.of(byKms(kms.kek(NAME, key, KmsPrincipal.named("nobody"))));
            case THROTTLED -> {
                kms.faults().failNext(1, KmsErrorCode.THROTTLED);
                yield Optional.of(byKms(kek));
            }
            case UNAVAILABLE -> {
                kms.faults().loseNextRequests(1);
                yield Optional.of(byKms(kek));
            }
            case TIMED_OUT -> {
                kms.faults().delayNext(1, Duration.ofMinutes(1));
                yield Optional.of(byKms(kek));
            }
            case MISCONFIGURED -> {
                kms.faults().garbleNext(1);
                yield Optional.of(Provocation.of(kek));
            }
            case INTERRUPTED -> {
                kms.faults().holdNext();
                yield Optional.of(byKms(kek));
            }
            default -> Optional.empty();
        };
    }

    @Override
    protected OptionalLong serviceCalls() {
        return OptionalLong.of(kms.calls().count());
    }

    @Override
    protected LongSupplier nanoTime() {
        return clock::nanoTime;
    }

    private KeyEncryptionKey kek(String keyId) {
        return kms.kek(NAME, keyId, KmsPrincipal.administrator());
    }

    private static Provocation byKms(KeyEncryptionKey kek) {
        return Provocation.of(kek).causedBy(KmsException.class);
    }
}
