package dev.envelope.aws;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KeyEncryptionKeyContract;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsKeyUsage;
import dev.envelope.testkit.KmsPrincipal;
import dev.envelope.testkit.Provocation;
import dev.envelope.testkit.VirtualClock;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.exception.SdkException;

/** The contract over a client in memory, which knows every state and right that AWS KMS has. */
class InMemoryContractTest extends KeyEncryptionKeyContract {

    private static final String NAME = "cards";

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final InMemoryKmsClient client = InMemoryKmsClient.of(kms);
    private final String key = kms.createKey("key");
    private final String otherKey = kms.createKey("other-key");
    private final String signingKey = kms.createKey("signing-key", KmsKeyUsage.SIGN_VERIFY);
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
        client.rotateKeyOnDemand(request -> request.keyId(key));
        return Optional.of(kek);
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case KEK_NOT_FOUND -> byKms(kek("no-such-key"));
            case KEK_DISABLED -> {
                client.disableKey(request -> request.keyId(key));
                yield byKms(kek);
            }
            case KEK_PENDING_DELETION -> {
                if (!deletionScheduled) {
                    client.scheduleKeyDeletion(request -> request.keyId(key));
                    deletionScheduled = true;
                }
                yield byKms(kek);
            }
            case KEK_WRONG_USAGE -> byKms(kek(signingKey));
            case ACCESS_DENIED -> byKms(AwsKmsKey.named(NAME, client.as(KmsPrincipal.named("nobody")), key));
            case THROTTLED -> failing(KmsErrorCode.THROTTLED, kek);
            case UNAVAILABLE -> failing(KmsErrorCode.CONNECTION_DROPPED, kek);
            case MISCONFIGURED -> failing(KmsErrorCode.INVALID_REQUEST, kek);
            case TIMED_OUT -> {
                kms.faults().delayNext(1, Duration.ofMinutes(1));
                yield byKms(kek);
            }
            case INTERRUPTED -> {
                kms.faults().holdNext();
                yield byKms(kek);
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
        return AwsKmsKey.named(NAME, client, client.keyArn(keyId));
    }

    private Optional<Provocation> failing(KmsErrorCode code, KeyEncryptionKey kek) {
        kms.faults().failNext(1, code);
        return byKms(kek);
    }

    private static Optional<Provocation> byKms(KeyEncryptionKey kek) {
        return Optional.of(Provocation.of(kek).causedBy(SdkException.class));
    }
}
