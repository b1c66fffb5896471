package dev.envelope.testkit.aws;

import static java.util.Objects.requireNonNull;

import dev.envelope.kek.Deadline;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsCiphertext;
import dev.envelope.testkit.KmsDataKey;
import dev.envelope.testkit.KmsException;
import dev.envelope.testkit.KmsKeyDescription;
import dev.envelope.testkit.KmsKeyState;
import dev.envelope.testkit.KmsKeyUsage;
import dev.envelope.testkit.KmsPlaintext;
import dev.envelope.testkit.KmsPrincipal;
import dev.envelope.testkit.KmsSession;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponseMetadata;
import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;
import software.amazon.awssdk.utils.builder.CopyableBuilder;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * {@link InMemoryKms} as a client of AWS KMS, for an application's own unit tests: no server, no network, and every state,
 * right and fault that the in-memory service knows, as the SDK reports it.
 *
 * <pre>{@code
 * InMemoryKms kms = new InMemoryKms();
 * kms.createKey("1234abcd");
 * kms.createAlias("alias/cards", "1234abcd");
 * KmsClient client = InMemoryKmsClient.of(kms).as(KmsPrincipal.named("api", KmsOperation.GENERATE_DATA_KEY));
 * KeyEncryptionKey kek = AwsKmsKey.named("cards", client, "alias/cards");
 * kms.faults().failNext(1, KmsErrorCode.THROTTLED);
 * }</pre>
 *
 * <p>Keys are named as in AWS: by id, key ARN, alias ({@code alias/…}) or alias ARN, in account {@value #ACCOUNT}. As there, an
 * alias opens only what the key encrypted that it points at now. Answers carry request ids and ids of key material; errors have
 * the class, code, status and message that the SDK gives those of AWS. A call takes the time that its {@code apiCallTimeout}
 * allows. Nothing is retried: what the SDK's own retries do, only a server shows.
 *
 * <p>{@code GenerateDataKey} (of 256 bits), {@code Encrypt}, {@code Decrypt}, {@code ReEncrypt} and {@code DescribeKey} are the
 * principal's. {@code CreateKey}, {@code CreateAlias}, {@code UpdateAlias}, {@code EnableKey}, {@code DisableKey},
 * {@code RotateKeyOnDemand}, {@code ScheduleKeyDeletion} and {@code CancelKeyDeletion} are the administrator's, as the methods
 * of {@link InMemoryKms} are. All other operations throw {@link UnsupportedOperationException}.
 *
 * <p>Give each region its own {@code InMemoryKms}; two clients in different regions over one of them see the same keys, as the
 * replicas of multi-Region keys are.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class InMemoryKmsClient implements KmsClient {

    /** The account of all keys. */
    public static final String ACCOUNT = AwsNames.ACCOUNT;

    private static final Duration UNLIMITED = Duration.ofDays(36_500);

    private final InMemoryKms kms;
    private final KmsPrincipal principal;
    private final AwsNames names;

    private InMemoryKmsClient(InMemoryKms kms, KmsPrincipal principal, AwsNames names) {
        this.kms = kms;
        this.principal = principal;
        this.names = names;
    }

    /**
     * A client of the administrator, who may do everything, in region {@code eu-central-1}.
     *
     * @param kms the service
     * @return the client, which needs no closing
     */
    public static InMemoryKmsClient of(InMemoryKms kms) {
        return new InMemoryKmsClient(
                requireNonNull(kms, "kms"), KmsPrincipal.administrator(), new AwsNames("eu-central-1"));
    }

    /**
     * The same client with the credentials of somebody else.
     *
     * @param caller who calls
     * @return a new client of the same service
     */
    public InMemoryKmsClient as(KmsPrincipal caller) {
        return new InMemoryKmsClient(kms, requireNonNull(caller, "caller"), names);
    }

    /**
     * The same client in another region, which stands in the ARNs of all keys.
     *
     * @param region the region, such as {@code eu-west-1}
     * @return a new client of the same service
     */
    public InMemoryKmsClient inRegion(String region) {
        return new InMemoryKmsClient(kms, principal, new AwsNames(requireNonNull(region, "region")));
    }

    /**
     * Returns the ARN of a key in this client's region.
     *
     * @param keyId the id of the key, which need not exist
     * @return the ARN
     */
    public String keyArn(String keyId) {
        return names.arn(keyId);
    }

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        boolean sized = Integer.valueOf(32).equals(request.numberOfBytes());
        if (!sized && request.keySpec() != DataKeySpec.AES_256) {
            throw new UnsupportedOperationException("Data keys of other lengths than 256 bits");
        }
        String keyId = names.keyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            KmsDataKey made = call.session().generateDataKey(keyId, request.encryptionContext(), call.deadline());
            KmsCiphertext ciphertext = made.ciphertext();
            return GenerateDataKeyResponse.builder()
                    .keyId(names.arn(ciphertext.keyId()))
                    .plaintext(SdkBytes.fromByteArrayUnsafe(made.plaintext()))
                    .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(ciphertext.bytes()))
                    .keyMaterialId(AwsNames.materialId(ciphertext.keyId(), ciphertext.version()));
        });
    }

    @Override
    public EncryptResponse encrypt(EncryptRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            KmsCiphertext ciphertext = call.session()
                    .encrypt(keyId, request.plaintext().asByteArray(), request.encryptionContext(), call.deadline());
            return EncryptResponse.builder()
                    .keyId(names.arn(ciphertext.keyId()))
                    .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(ciphertext.bytes()))
                    .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
        });
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        String keyId = names.optionalKeyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            KmsPlaintext plaintext = call.session()
                    .decrypt(
                            keyId,
                            request.ciphertextBlob().asByteArray(),
                            request.encryptionContext(),
                            call.deadline());
            return DecryptResponse.builder()
                    .keyId(names.arn(plaintext.keyId()))
                    .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext.bytes()))
                    .keyMaterialId(AwsNames.materialId(plaintext.keyId(), plaintext.version()))
                    .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
        });
    }

    /** Re-encrypts. The answer names the source key where the request does. */
    @Override
    public ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        String source = names.optionalKeyId(kms, request.sourceKeyId());
        String destination = names.keyId(kms, request.destinationKeyId());
        return answer(request, destination, call -> {
            KmsCiphertext ciphertext = call.session()
                    .reEncrypt(
                            source,
                            request.ciphertextBlob().asByteArray(),
                            request.sourceEncryptionContext(),
                            destination,
                            request.destinationEncryptionContext(),
                            call.deadline());
            return ReEncryptResponse.builder()
                    .sourceKeyId(source == null ? null : names.arn(source))
                    .keyId(names.arn(ciphertext.keyId()))
                    .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(ciphertext.bytes()))
                    .destinationKeyMaterialId(AwsNames.materialId(ciphertext.keyId(), ciphertext.version()))
                    .sourceEncryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                    .destinationEncryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
        });
    }

    @Override
    public DescribeKeyResponse describeKey(DescribeKeyRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        return answer(
                request,
                keyId,
                call -> DescribeKeyResponse.builder()
                        .keyMetadata(metadata(call.session().describeKey(keyId, call.deadline()))));
    }

    @Override
    public CreateKeyResponse createKey(CreateKeyRequest request) {
        String random = UUID.randomUUID().toString();
        String keyId = Boolean.TRUE.equals(request.multiRegion()) ? "mrk-" + random.replace("-", "") : random;
        KmsKeyUsage usage = request.keyUsage() == null || request.keyUsage() == KeyUsageType.ENCRYPT_DECRYPT
                ? KmsKeyUsage.ENCRYPT_DECRYPT
                : KmsKeyUsage.SIGN_VERIFY;
        return answer(request, keyId, call -> {
            kms.createKey(keyId, usage);
            return CreateKeyResponse.builder()
                    .keyMetadata(
                            metadata(new KmsKeyDescription(keyId, usage, KmsKeyState.ENABLED, 1, 1, Optional.empty())));
        });
    }

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest request) {
        String keyId = names.keyId(kms, request.targetKeyId());
        return answer(request, keyId, call -> {
            kms.createAlias(request.aliasName(), keyId);
            return CreateAliasResponse.builder();
        });
    }

    @Override
    public UpdateAliasResponse updateAlias(UpdateAliasRequest request) {
        String keyId = names.keyId(kms, request.targetKeyId());
        return answer(request, keyId, call -> {
            kms.updateAlias(request.aliasName(), keyId);
            return UpdateAliasResponse.builder();
        });
    }

    @Override
    public EnableKeyResponse enableKey(EnableKeyRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            kms.enable(keyId);
            return EnableKeyResponse.builder();
        });
    }

    @Override
    public DisableKeyResponse disableKey(DisableKeyRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            kms.disable(keyId);
            return DisableKeyResponse.builder();
        });
    }

    @Override
    public RotateKeyOnDemandResponse rotateKeyOnDemand(RotateKeyOnDemandRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            kms.rotate(keyId);
            return RotateKeyOnDemandResponse.builder().keyId(keyId);
        });
    }

    @Override
    public ScheduleKeyDeletionResponse scheduleKeyDeletion(ScheduleKeyDeletionRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        int days = request.pendingWindowInDays() == null ? 30 : request.pendingWindowInDays();
        return answer(request, keyId, call -> {
            kms.scheduleDeletion(keyId, Duration.ofDays(days));
            return ScheduleKeyDeletionResponse.builder()
                    .keyId(names.arn(keyId))
                    .keyState(KeyState.PENDING_DELETION)
                    .pendingWindowInDays(days);
        });
    }

    @Override
    public CancelKeyDeletionResponse cancelKeyDeletion(CancelKeyDeletionRequest request) {
        String keyId = names.keyId(kms, request.keyId());
        return answer(request, keyId, call -> {
            kms.cancelDeletion(keyId);
            return CancelKeyDeletionResponse.builder().keyId(names.arn(keyId));
        });
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Does nothing. */
    @Override
    public void close() {}

    /** Returns who calls, and in which region. */
    @Override
    public String toString() {
        return "InMemoryKmsClient[" + principal.name() + " in " + names.region() + "]";
    }

    private KeyMetadata metadata(KmsKeyDescription key) {
        return KeyMetadata.builder()
                .awsAccountId(ACCOUNT)
                .keyId(key.keyId())
                .arn(names.arn(key.keyId()))
                .multiRegion(key.keyId().startsWith("mrk-"))
                .enabled(key.state() == KmsKeyState.ENABLED)
                .keyState(
                        switch (key.state()) {
                            case ENABLED -> KeyState.ENABLED;
                            case DISABLED -> KeyState.DISABLED;
                            case PENDING_DELETION, DELETED -> KeyState.PENDING_DELETION;
                        })
                .keyUsage(
                        key.usage() == KmsKeyUsage.ENCRYPT_DECRYPT
                                ? KeyUsageType.ENCRYPT_DECRYPT
                                : KeyUsageType.SIGN_VERIFY)
                .currentKeyMaterialId(AwsNames.materialId(key.keyId(), key.currentVersion()))
                .deletionDate(key.deletionDate().orElse(null))
                .build();
    }

    /** One call as the service sees it. */
    private record Call(KmsSession session, Deadline deadline) {}

    private <R extends KmsResponse & ToCopyableBuilder<B, R>, B extends KmsResponse.Builder & CopyableBuilder<B, R>>
            R answer(AwsRequest request, @Nullable String keyId, Function<Call, B> work) {
        String requestId = UUID.randomUUID().toString();
        Duration allowed = request.overrideConfiguration()
                .flatMap(RequestOverrideConfiguration::apiCallTimeout)
                .orElse(UNLIMITED);
        try {
            B answer = work.apply(new Call(kms.as(principal), Deadline.after(allowed)));
            answer.responseMetadata(metadata(requestId));
            CopyableBuilder<B, R> builder = answer;
            return builder.build();
        } catch (KmsException e) {
            throw AwsFailures.translate(e, keyId == null ? "The key" : names.arn(keyId), requestId);
        }
    }

    private static AwsResponseMetadata metadata(String requestId) {
        return DefaultAwsResponseMetadata.create(Map.of("AWS_REQUEST_ID", requestId));
    }
}
