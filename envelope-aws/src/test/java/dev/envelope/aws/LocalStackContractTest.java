package dev.envelope.aws;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.Provocation;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** The contract over LocalStack, which rotates and enforces key states; where Docker runs. */
@ExtendWith(LocalStackContractTest.DockerRuns.class)
@KnownDeviation(
        of = "a_wrapped_key_with_any_byte_altered_does_not_open",
        because = "LocalStack fails by itself where the part of the blob that names the key is no text")
@KnownDeviation(
        of = "a_wrapped_key_that_was_cut_anywhere_does_not_open",
        because = "LocalStack fails by itself where the blob ends within its header")
@KnownDeviation(
        of = "pairs_that_look_the_same_when_joined_are_not_the_same",
        because = "LocalStack joins the pairs of a context without their lengths")
class LocalStackContractTest extends ServerContract {

    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.4.0");

    private boolean deletionScheduled;

    LocalStackContractTest() {
        super(Running.client());
    }

    @Override
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        client().rotateKeyOnDemand(request -> request.keyId(key()));
        return Optional.of(kek);
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case KEK_DISABLED -> {
                client().disableKey(request -> request.keyId(key()));
                yield byKms(kek, KmsException.class);
            }
            case KEK_PENDING_DELETION -> {
                if (!deletionScheduled) {
                    client().scheduleKeyDeletion(request -> request.keyId(key()).pendingWindowInDays(7));
                    deletionScheduled = true;
                }
                yield byKms(kek, KmsException.class);
            }
            default -> super.provoke(code, kek);
        };
    }

    /** One container for the suite; Testcontainers removes it when the process ends. */
    private static final class Running {

        private static final LocalStackContainer CONTAINER = new LocalStackContainer(IMAGE).withServices("kms");

        static {
            CONTAINER.start();
        }

        static KmsClient client() {
            return KmsServer.client(CONTAINER.getEndpoint(), KmsServer.REGION);
        }
    }

    /** Skips the suite by name where Docker does not run. */
    static final class DockerRuns implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return ConditionEvaluationResult.enabled("Docker runs");
            }
            return ConditionEvaluationResult.disabled(
                    KmsServer.skipped("LocalStackContractTest", "Docker does not run here"));
        }
    }
}
