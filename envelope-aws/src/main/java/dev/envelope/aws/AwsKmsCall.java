package dev.envelope.aws;

import static java.util.Objects.requireNonNull;

import dev.envelope.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * One call of AWS KMS, as an {@link AwsKmsListener} is told of it: the attempts that the SDK made for it together. It holds
 * no key, no wrapped key and no value of a context.
 *
 * @param operation what KMS was asked to do
 * @param kekName the name of the key-encryption key, as the application chose it
 * @param requestedKey the key id, ARN or alias that KMS was asked to use; where it rewraps, the one to rewrap from
 * @param keyArn the ARN of the key that KMS says it used, for {@link AwsKmsOperation#RE_ENCRYPT} the new one; empty if it did
 *     not say
 * @param requestId the request id of the last answer, by which CloudTrail's record of it is found; empty if there was no answer
 *     or it had none
 * @param failure why the call failed; empty if it succeeded
 * @param duration how long it took, retries of the SDK included
 */
public record AwsKmsCall(
        AwsKmsOperation operation,
        String kekName,
        String requestedKey,
        Optional<String> keyArn,
        Optional<String> requestId,
        Optional<ErrorCode> failure,
        Duration duration) {

    /**
     * Checks that all are there.
     *
     * @param operation what KMS was asked to do
     * @param kekName the name of the key-encryption key, as the application chose it
     * @param requestedKey the key id, ARN or alias that KMS was asked to use
     * @param keyArn the ARN of the key that KMS says it used
     * @param requestId the request id of the last answer
     * @param failure why the call failed; empty if it succeeded
     * @param duration how long it took
     */
    public AwsKmsCall {
        requireNonNull(operation, "operation");
        requireNonNull(kekName, "kekName");
        requireNonNull(requestedKey, "requestedKey");
        requireNonNull(keyArn, "keyArn");
        requireNonNull(requestId, "requestId");
        requireNonNull(failure, "failure");
        requireNonNull(duration, "duration");
    }

    /**
     * Tells whether the call succeeded.
     *
     * @return true if there was no failure
     */
    public boolean succeeded() {
        return failure.isEmpty();
    }

    /**
     * Returns the outcome as one word, for logs and the tags of metrics.
     *
     * @return {@code ok}, or the text form of the failure's code
     */
    public String outcome() {
        return failure.map(ErrorCode::toString).orElse("ok");
    }
}
