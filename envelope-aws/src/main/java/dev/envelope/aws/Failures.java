package dev.envelope.aws;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.kek.Deadline;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;

/**
 * What the failures of the SDK are in this library's hierarchy. Messages say which code AWS answered with, to what and in
 * which request; what AWS wrote itself stays in the cause, because it may repeat what it was sent.
 *
 * @param kekName the name of the key-encryption key
 * @param operation what KMS was asked to do
 * @param key which key it was asked to use
 * @param deadline the deadline of the call
 */
record Failures(String kekName, AwsKmsOperation operation, KeyId key, Deadline deadline) {

    EnvelopeException translate(RuntimeException e) {
        if (e instanceof EnvelopeException ours) {
            return ours;
        }
        if (e instanceof AwsServiceException answer) {
            return ofAnswer(answer);
        }
        if (e instanceof SdkClientException unanswered) {
            return ofNoAnswer(unanswered);
        }
        return misconfigured("its client threw " + e.getClass().getName() + " from " + call() + "; see the cause", e);
    }

    /** The request id of an answer; empty where there was none or it showed none. */
    static Optional<String> requestId(RuntimeException e) {
        return e instanceof AwsServiceException answer
                ? Optional.ofNullable(answer.requestId()).filter(id -> !id.isBlank())
                : Optional.empty();
    }

    private EnvelopeException ofAnswer(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        @Nullable String code = details == null ? null : details.errorCode();
        String answer = "AWS answered " + (code == null ? "HTTP status " + e.statusCode() : code) + " to " + call()
                + requestId(e).map(id -> ", request " + id).orElse("");
        return switch (Condition.of(code, e.statusCode())) {
            case NOT_FOUND -> KekUnusableException.notFound(kekName, answer, e);
            case DISABLED -> KekUnusableException.disabled(kekName, answer, e);
            case INVALID_STATE -> ofState(details == null ? null : details.errorMessage(), answer, e);
            case WRONG_USAGE -> KekUnusableException.wrongUsage(kekName, answer, e);
            case REFUSED -> new WrappedKeyRefusedException(kekName, answer, e);
            case OTHER_KEY ->
                new WrappedKeyRefusedException(
                        kekName,
                        answer + ", because another key wrapped it; if the alias has moved or the key was replaced,"
                                + " configure the ARN of the key before it by alsoDecrypting(...)",
                        e);
            case DENIED -> new KekAccessDeniedException(kekName, answer, e);
            case CREDENTIALS_EXPIRED ->
                new KekAccessDeniedException(
                        kekName, answer + ", because the credentials have expired; let the client refresh them", e);
            case CREDENTIALS_REFUSED ->
                new KekAccessDeniedException(
                        kekName,
                        answer + ", because it does not accept the credentials or the signature; check them, and the"
                                + " clock of this machine",
                        e);
            case THROTTLED -> KekUnavailableException.throttled(kekName, e);
            case UNAVAILABLE -> KekUnavailableException.unavailable(kekName, answer, e);
            case MISCONFIGURED -> misconfigured(answer, e);
        };
    }

    /**
     * KMSInvalidStateException stands for several states, and the message alone says which. One that is not understood counts
     * as disabled: not as an outage, which would be retried, nor as a deletion, which would alarm.
     */
    private EnvelopeException ofState(@Nullable String message, String answer, AwsServiceException e) {
        String state = message == null ? "" : message.toLowerCase(Locale.ROOT);
        if (state.contains("pending deletion")
                || state.contains("pendingdeletion")
                || state.contains("pending replica deletion")
                || state.contains("pendingreplicadeletion")) {
            return KekUnusableException.pendingDeletion(kekName, answer, e);
        }
        if (state.contains("unavailable") || state.contains("creating") || state.contains("updating")) {
            return KekUnavailableException.unavailable(kekName, answer, e);
        }
        if (state.contains("pending import") || state.contains("pendingimport")) {
            return KekUnusableException.disabled(kekName, answer + ", because its key material is not imported", e);
        }
        return KekUnusableException.disabled(kekName, answer, e);
    }

    private EnvelopeException ofNoAnswer(SdkClientException e) {
        if (Thread.currentThread().isInterrupted()
                || hasCause(
                        e,
                        cause -> cause instanceof InterruptedException || cause instanceof SdkInterruptedException)) {
            return new CallInterruptedException(kekName, e);
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return KekUnavailableException.timedOut(kekName, deadline.allowed(), e);
        }
        if (e instanceof AbortedException) {
            return KekUnavailableException.unavailable(kekName, "the client broke off " + call(), e);
        }
        if (hasCause(e, GeneralSecurityException.class::isInstance)) {
            return misconfigured("its client does not trust the certificate of what answers " + call(), e);
        }
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unable to load credentials")) {
            return misconfigured("its client finds no credentials for " + call(), e);
        }
        if (message.startsWith("Unable to load region")) {
            return misconfigured("its client was built without a region", e);
        }
        return KekUnavailableException.unavailable(kekName, "there is no usable answer to " + call(), e);
    }

    private KekMisconfiguredException misconfigured(String detail, RuntimeException e) {
        return new KekMisconfiguredException(kekName, detail, e);
    }

    private String call() {
        return operation + " with key " + key;
    }

    private static boolean hasCause(Throwable e, Predicate<Throwable> wanted) {
        int depth = 0; // causes may form a circle
        for (Throwable next = e; next != null && depth < 20; next = next.getCause(), depth++) {
            if (wanted.test(next)) {
                return true;
            }
        }
        return false;
    }
}
