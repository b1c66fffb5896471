package dev.envelope.testkit.aws;

import dev.envelope.testkit.KmsException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KmsInternalException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** The failures of the in-memory service as the SDK throws those of AWS KMS: class, error code, status, message. */
final class AwsFailures {

    private AwsFailures() {}

    /**
     * Translates a failure.
     *
     * @param e the failure
     * @param keyArn the key that was asked for, which some of AWS's messages begin with
     * @param requestId the id of the request
     */
    static SdkException translate(KmsException e, String keyArn, String requestId) {
        String message = String.valueOf(e.getMessage());
        return switch (e.code()) {
            case NOT_FOUND -> answer(NotFoundException.builder(), "NotFoundException", 400, message, requestId);
            case DISABLED ->
                answer(DisabledException.builder(), "DisabledException", 400, keyArn + " is disabled.", requestId);
            case PENDING_DELETION -> invalidState(keyArn + " is pending deletion.", requestId);
            // AWS retires no versions; nearest to it is a key whose imported material was deleted.
            case VERSION_RETIRED -> invalidState(keyArn + " is pending import.", requestId);
            case INVALID_KEY_USAGE ->
                answer(InvalidKeyUsageException.builder(), "InvalidKeyUsageException", 400, message, requestId);
            case ACCESS_DENIED -> bare("AccessDeniedException", message, requestId);
            case INVALID_CIPHERTEXT ->
                answer(InvalidCiphertextException.builder(), "InvalidCiphertextException", 400, null, requestId);
            case INCORRECT_KEY ->
                answer(IncorrectKeyException.builder(), "IncorrectKeyException", 400, message, requestId);
            case LIMIT_EXCEEDED, INVALID_REQUEST -> bare("ValidationException", message, requestId);
            case THROTTLED -> bare("ThrottlingException", "Rate exceeded", requestId);
            case INTERNAL -> answer(KmsInternalException.builder(), "KMSInternalException", 500, null, requestId);
            case CONNECTION_DROPPED ->
                SdkClientException.create(
                        "Unable to execute HTTP request: Connection reset", new SocketException("Connection reset"));
            case TIMED_OUT -> ApiCallTimeoutException.create(message, e);
            case INTERRUPTED -> AbortedException.create("Thread was interrupted", new InterruptedException());
        };
    }

    private static AwsServiceException invalidState(String message, String requestId) {
        return answer(KmsInvalidStateException.builder(), "KMSInvalidStateException", 400, message, requestId);
    }

    /** An error that the SDK has no class for. */
    private static AwsServiceException bare(String code, String message, String requestId) {
        return answer(software.amazon.awssdk.services.kms.model.KmsException.builder(), code, 400, message, requestId);
    }

    private static AwsServiceException answer(
            AwsServiceException.Builder builder, String code, int status, @Nullable String message, String requestId) {
        return builder.awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Kms")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .message(message == null ? "Service returned error code " + code : message)
                .statusCode(status)
                .requestId(requestId)
                .numAttempts(1)
                .build();
    }
}
