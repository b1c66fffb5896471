package dev.envelope.aws;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsResponse;
import software.amazon.awssdk.services.kms.model.KmsResponseMetadata;

/** Makes calls of KMS: within the deadline, with failures translated, and with an event for each. Never retries. */
final class KmsCaller {

    private static final Logger LOG = System.getLogger(KmsCaller.class.getName());
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final String UNKNOWN = "UNKNOWN"; // what the SDK has for a request id that was not there

    private final String kekName;
    private final AwsKmsListener listener;
    private final @Nullable Duration clientTimeout;

    KmsCaller(String kekName, KmsClient client, AwsKmsListener listener) {
        this.kekName = kekName;
        this.listener = listener;
        this.clientTimeout = timeoutOf(client);
    }

    /**
     * One call.
     *
     * @param operation what KMS is asked to do
     * @param key which key it is asked to use
     * @param deadline when to give up
     * @param send sends the request with these settings
     * @param keyArn the ARN of the key that an answer names, or null
     * @param read makes of an answer what is wanted, or throws
     */
    <A extends KmsResponse, R> R call(
            AwsKmsOperation operation,
            KeyId key,
            Deadline deadline,
            Function<AwsRequestOverrideConfiguration, A> send,
            Function<A, @Nullable String> keyArn,
            Function<A, R> read) {
        deadline.check(kekName);
        Failures failures = new Failures(kekName, operation, key, deadline);
        Event event = new Event(operation, key, System.nanoTime());
        A answer;
        try {
            answer = send.apply(settings(deadline));
        } catch (RuntimeException e) {
            EnvelopeException failure = failures.translate(e);
            event.ended(Optional.empty(), Failures.requestId(e), Optional.of(failure.code()));
            throw failure;
        }
        try {
            R result = read.apply(answer);
            event.ended(Optional.ofNullable(keyArn.apply(answer)), requestId(answer), Optional.empty());
            return result;
        } catch (EnvelopeException e) {
            event.ended(Optional.ofNullable(keyArn.apply(answer)), requestId(answer), Optional.of(e.code()));
            throw e;
        }
    }

    private AwsRequestOverrideConfiguration settings(Deadline deadline) {
        Duration allowed = deadline.remaining();
        if (clientTimeout != null && clientTimeout.compareTo(allowed) < 0) {
            allowed = clientTimeout;
        }
        // The SDK counts in milliseconds, and takes zero for no limit.
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(allowed.compareTo(SHORTEST) < 0 ? SHORTEST : allowed)
                .build();
    }

    /** The time that the application allows each call of its client, if any. */
    private static @Nullable Duration timeoutOf(KmsClient client) {
        try {
            return client.serviceClientConfiguration()
                    .overrideConfiguration()
                    .apiCallTimeout()
                    .orElse(null);
        } catch (UnsupportedOperationException e) {
            return null; // not a client of the SDK's own, but one that stands before it
        }
    }

    private static Optional<String> requestId(KmsResponse answer) {
        KmsResponseMetadata metadata = answer.responseMetadata();
        return metadata == null
                ? Optional.empty()
                : Optional.ofNullable(metadata.requestId()).filter(id -> !id.equals(UNKNOWN));
    }

    private final class Event {

        private final AwsKmsOperation operation;
        private final KeyId key;
        private final long start;

        Event(AwsKmsOperation operation, KeyId key, long start) {
            this.operation = operation;
            this.key = key;
            this.start = start;
        }

        void ended(Optional<String> keyArn, Optional<String> requestId, Optional<ErrorCode> failure) {
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            try {
                listener.called(new AwsKmsCall(operation, kekName, key.text(), keyArn, requestId, failure, duration));
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "The AwsKmsListener of KEK ''{0}'' threw {1}",
                        kekName,
                        e.getClass().getName());
            }
        }
    }
}
