package dev.envelope.aws;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.Provocation;
import java.util.Optional;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;

/** The contract over local-kms, which enforces key states. */
@RequiresServer(KmsServer.LOCAL_KMS)
@KnownDeviation(
        of = "a_wrapped_key_with_any_byte_altered_does_not_open",
        because = "local-kms does not look at the part of the blob that names the key when the request names it")
@KnownDeviation(
        of = "a_wrapped_key_that_was_cut_anywhere_does_not_open",
        because = "local-kms breaks off the connection where the blob ends within its header")
@KnownDeviation(
        of = "pairs_that_look_the_same_when_joined_are_not_the_same",
        because = "local-kms joins the pairs of a context without their lengths; ServersTest shows what that is worth")
class LocalKmsContractTest extends ServerContract {

    private boolean deletionScheduled;

    LocalKmsContractTest() {
        super(KmsServer.LOCAL_KMS.client());
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case KEK_DISABLED -> {
                client().disableKey(request -> request.keyId(key()));
                yield byKms(kek, DisabledException.class);
            }
            case KEK_PENDING_DELETION -> {
                if (!deletionScheduled) {
                    client().scheduleKeyDeletion(request -> request.keyId(key()).pendingWindowInDays(7));
                    deletionScheduled = true;
                }
                yield byKms(kek, KmsInvalidStateException.class);
            }
            default -> super.provoke(code, kek);
        };
    }
}
