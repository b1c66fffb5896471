package dev.envelope.testkit.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsKeyUsage;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import dev.envelope.testkit.VirtualClock;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInternalException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

class InMemoryKmsClientTest {

    private static final Map<String, String> ROW = Map.of("table", "cards");

    private final InMemoryKms kms = new InMemoryKms(new VirtualClock());
    private final KmsClient client = InMemoryKmsClient.of(kms);
    private final String key = client.createKey(request -> {}).keyMetadata().arn();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k",
                "arn:aws:kms:eu-central-1:111122223333:key/k",
                "alias/cards",
                "arn:aws:kms:eu-central-1:111122223333:alias/cards"
            })
    void a_key_is_named_by_its_id_its_arn_or_an_alias(String name) {
        kms.createKey("k");
        kms.createAlias("alias/cards", "k");

        GenerateDataKeyResponse made = generate(name);

        assertThat(made.keyId()).isEqualTo("arn:aws:kms:eu-central-1:111122223333:key/k");
        assertThat(open(name, made.ciphertextBlob()).plaintext()).isEqualTo(made.plaintext());
    }

    @Test
    void a_key_of_another_region_is_not_found() {
        String elsewhere = key.replace("eu-central-1", "eu-west-1");

        assertThatThrownBy(() -> generate(elsewhere)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void the_key_may_be_left_to_the_ciphertext() {
        GenerateDataKeyResponse made = generate(key);

        assertThat(open(null, made.ciphertextBlob()).keyId()).isEqualTo(key);
    }

    @Test
    void what_was_encrypted_is_re_encrypted_under_another_key() {
        String other = client.createKey(request -> {}).keyMetadata().arn();
        SdkBytes plaintext = SdkBytes.fromUtf8String("secret");
        SdkBytes blob = client.encrypt(
                        request -> request.keyId(key).plaintext(plaintext).encryptionContext(ROW))
                .ciphertextBlob();

        ReEncryptResponse moved = client.reEncrypt(request -> request.sourceKeyId(key)
                .ciphertextBlob(blob)
                .sourceEncryptionContext(ROW)
                .destinationKeyId(other)
                .destinationEncryptionContext(ROW));

        assertThat(moved.sourceKeyId()).isEqualTo(key);
        assertThat(moved.keyId()).isEqualTo(other);
        assertThat(open(other, moved.ciphertextBlob()).plaintext()).isEqualTo(plaintext);
    }

    @Test
    void an_alias_opens_only_what_its_key_of_now_encrypted() {
        client.createAlias(request -> request.aliasName("alias/cards").targetKeyId(key));
        SdkBytes old = generate("alias/cards").ciphertextBlob();
        String other = client.createKey(request -> {}).keyMetadata().keyId();
        client.updateAlias(request -> request.aliasName("alias/cards").targetKeyId(other));

        assertThatThrownBy(() -> open("alias/cards", old)).isInstanceOf(IncorrectKeyException.class);
    }

    @Test
    void a_rotation_changes_the_key_material_and_old_ciphertexts_open() {
        GenerateDataKeyResponse old = generate(key);
        client.rotateKeyOnDemand(request -> request.keyId(key));

        assertThat(generate(key).keyMaterialId()).hasSize(64).isNotEqualTo(old.keyMaterialId());
        assertThat(open(key, old.ciphertextBlob()).keyMaterialId()).isEqualTo(old.keyMaterialId());
    }

    @Test
    void another_context_is_an_invalid_ciphertext_without_a_message() {
        SdkBytes blob = generate(key).ciphertextBlob();

        assertThatThrownBy(() -> client.decrypt(request -> request.keyId(key).ciphertextBlob(blob)))
                .isInstanceOfSatisfying(
                        InvalidCiphertextException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage()).isNull());
    }

    @Test
    void a_disabled_key_is_refused_until_it_is_enabled() {
        client.disableKey(request -> request.keyId(key));
        assertThatThrownBy(() -> generate(key))
                .isInstanceOf(DisabledException.class)
                .hasMessageContaining(key);

        client.enableKey(request -> request.keyId(key));
        assertThat(generate(key).keyId()).isEqualTo(key);
    }

    @Test
    void a_key_that_is_to_be_deleted_is_in_an_invalid_state_and_disabled_when_that_is_cancelled() {
        client.scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7));
        assertThatThrownBy(() -> generate(key))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining("is pending deletion");
        assertThat(described().keyState()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(described().deletionDate()).isNotNull();

        client.cancelKeyDeletion(request -> request.keyId(key));
        assertThat(described().keyState()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void a_key_for_signatures_does_not_encrypt() {
        kms.createKey("signing", KmsKeyUsage.SIGN_VERIFY);

        assertThatThrownBy(() -> generate("signing")).isInstanceOf(InvalidKeyUsageException.class);
    }

    @Test
    void a_principal_without_the_right_is_denied_by_an_exception_without_a_class_of_its_own() {
        KmsClient reader = InMemoryKmsClient.of(kms).as(KmsPrincipal.named("reader", KmsOperation.DECRYPT));

        assertThatThrownBy(() ->
                        reader.generateDataKey(request -> request.keyId(key).keySpec(DataKeySpec.AES_256)))
                .isExactlyInstanceOf(KmsException.class)
                .satisfies(e -> assertCode(e, "AccessDeniedException", 400));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "THROTTLED, ThrottlingException, 400",
        "INTERNAL, KMSInternalException, 500",
        "INVALID_REQUEST, ValidationException, 400",
        "LIMIT_EXCEEDED, ValidationException, 400",
        "NOT_FOUND, NotFoundException, 400",
        "VERSION_RETIRED, KMSInvalidStateException, 400"
    })
    void a_scripted_failure_has_the_code_and_the_status_of_aws(KmsErrorCode scripted, String code, int status) {
        kms.faults().failNext(1, scripted);

        assertThatThrownBy(() -> generate(key)).satisfies(e -> assertCode(e, code, status));
    }

    @Test
    void a_scripted_failure_of_the_service_has_its_class() {
        kms.faults().failNext(1, KmsErrorCode.INTERNAL);

        assertThatThrownBy(() -> generate(key)).isInstanceOf(KmsInternalException.class);
    }

    @Test
    void a_dropped_connection_is_a_failure_of_the_client() {
        kms.faults().loseNextAnswers(1);

        assertThatThrownBy(() -> generate(key))
                .isInstanceOf(SdkClientException.class)
                .hasCauseInstanceOf(SocketException.class);
    }

    @Test
    void a_call_ends_when_its_time_is_over() {
        kms.faults().delayNext(1, Duration.ofHours(1));

        assertThatThrownBy(() -> client.generateDataKey(request -> request.keyId(key)
                        .keySpec(DataKeySpec.AES_256)
                        .overrideConfiguration(settings -> settings.apiCallTimeout(Duration.ofSeconds(5)))))
                .isInstanceOf(ApiCallTimeoutException.class);
    }

    @Test
    void an_interrupted_call_is_aborted_and_the_flag_stays() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> generate(key)).isInstanceOf(AbortedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void every_answer_has_a_request_id_of_its_own() {
        assertThat(generate(key).responseMetadata().requestId())
                .hasSize(36)
                .isNotEqualTo(generate(key).responseMetadata().requestId());
    }

    @Test
    void two_regions_over_one_service_are_replicas() {
        InMemoryKmsClient frankfurt = InMemoryKmsClient.of(kms);
        InMemoryKmsClient dublin = frankfurt.inRegion("eu-west-1");
        String id = frankfurt
                .createKey(request -> request.multiRegion(true))
                .keyMetadata()
                .keyId();

        SdkBytes blob = generate(frankfurt.keyArn(id)).ciphertextBlob();

        assertThat(id).startsWith("mrk-");
        assertThat(dublin.decrypt(request -> request.keyId(dublin.keyArn(id))
                                .ciphertextBlob(blob)
                                .encryptionContext(ROW))
                        .keyId())
                .isEqualTo("arn:aws:kms:eu-west-1:111122223333:key/" + id);
    }

    @Test
    void other_operations_are_not_supported() {
        assertThatThrownBy(() -> client.listKeys()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() ->
                        client.generateDataKey(request -> request.keyId(key).keySpec(DataKeySpec.AES_128)))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private GenerateDataKeyResponse generate(String name) {
        return client.generateDataKey(
                request -> request.keyId(name).keySpec(DataKeySpec.AES_256).encryptionContext(ROW));
    }

    private DecryptResponse open(String name, SdkBytes blob) {
        return client.decrypt(
                request -> request.keyId(name).ciphertextBlob(blob).encryptionContext(ROW));
    }

    private KeyMetadata described() {
        return client.describeKey(request -> request.keyId(key)).keyMetadata();
    }

    private static void assertCode(Throwable e, String code, int status) {
        KmsException answer = (KmsException) e;
        assertThat(answer.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.requestId()).isNotBlank();
    }
}
