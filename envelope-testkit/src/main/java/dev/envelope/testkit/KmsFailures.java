package dev.envelope.testkit;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.kek.Deadline;

/** What the failures of {@link InMemoryKms} are in this library's hierarchy. */
final class KmsFailures {

    private KmsFailures() {}

    /**
     * Translates a failure.
     *
     * @param kekName the name of the key-encryption key
     * @param kekVersion the version on the label of what was to be opened, which a retired version's failure shows; empty
     *     if nothing was
     * @param deadline the call's deadline
     * @param e the failure
     */
    static EnvelopeException translate(String kekName, String kekVersion, Deadline deadline, KmsException e) {
        String detail = e.detail();
        return switch (e.code()) {
            case NOT_FOUND -> KekUnusableException.notFound(kekName, detail, e);
            case DISABLED -> KekUnusableException.disabled(kekName, detail, e);
            case PENDING_DELETION -> KekUnusableException.pendingDeletion(kekName, detail, e);
            case VERSION_RETIRED -> KekUnusableException.versionRetired(kekName, kekVersion, detail, e);
            case INVALID_KEY_USAGE -> KekUnusableException.wrongUsage(kekName, detail, e);
            case ACCESS_DENIED -> new KekAccessDeniedException(kekName, detail, e);
            case INVALID_CIPHERTEXT, INCORRECT_KEY -> new WrappedKeyRefusedException(kekName, detail, e);
            case LIMIT_EXCEEDED, INVALID_REQUEST -> new KekMisconfiguredException(kekName, detail, e);
            case THROTTLED -> KekUnavailableException.throttled(kekName, e);
            case INTERNAL, CONNECTION_DROPPED -> KekUnavailableException.unavailable(kekName, detail, e);
            case TIMED_OUT -> KekUnavailableException.timedOut(kekName, deadline.allowed(), e);
            case INTERRUPTED -> new CallInterruptedException(kekName, e);
        };
    }
}
