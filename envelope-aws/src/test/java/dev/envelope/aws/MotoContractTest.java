package dev.envelope.aws;

import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;

/** The contract over moto, which enforces neither key states nor rights: those are {@link LocalKmsContractTest}'s. */
@RequiresServer(KmsServer.MOTO)
@KnownDeviation(
        of = "another_key_of_the_same_name_refuses_the_wrapped_key",
        because = "moto answers AccessDeniedException where AWS answers IncorrectKeyException")
@KnownDeviation(
        of = "a_wrapped_key_with_any_byte_altered_does_not_open",
        because = "moto answers AccessDeniedException where the part of the blob is altered that names the key")
@KnownDeviation(
        of = "zeros_behind_the_format_byte_are_no_wrapped_key",
        because = "moto answers AccessDeniedException where the part of the blob is altered that names the key")
@KnownDeviation(
        of = "pairs_that_look_the_same_when_joined_are_not_the_same",
        because = "moto joins the pairs of a context without their lengths; ServersTest shows what that is worth")
class MotoContractTest extends ServerContract {

    MotoContractTest() {
        super(KmsServer.MOTO.client());
    }

    /** Recorded only: moto goes on with the same key material. {@link InMemoryContractTest} rotates for real. */
    @Override
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        client().rotateKeyOnDemand(request -> request.keyId(key()));
        return Optional.of(kek);
    }
}
