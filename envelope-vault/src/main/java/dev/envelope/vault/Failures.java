package dev.envelope.vault;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What failures are in this library's hierarchy. Messages say what was asked and what came back, in our words; the server's own
 * are in the cause, and never printed.
 *
 * @param kekName the name of the key-encryption key
 * @param client the way to the server
 * @param key the path of the key, such as {@code transit/keys/cards}
 * @param binding how data keys are bound
 */
record Failures(String kekName, VaultClient client, String key, ContextBinding binding) {

    private static final String ENCRYPTING_DENIED =
            ". Where a key is missing, Vault denies encrypting by it as well to who may not make keys";

    EnvelopeException of(CallFailure failure, Deadline deadline) {
        return switch (failure.kind()) {
            case TIMED_OUT -> KekUnavailableException.timedOut(kekName, allowed(deadline), failure.getCause());
            case INTERRUPTED -> new CallInterruptedException(kekName, failure.getCause());
            case UNAVAILABLE -> KekUnavailableException.unavailable(kekName, failure.detail(), failure.getCause());
            case THROTTLED -> KekUnavailableException.throttled(kekName, failure.getCause());
            case DENIED -> new KekAccessDeniedException(kekName, failure.detail(), failure.getCause());
            case MISCONFIGURED -> misconfigured(failure.detail(), failure.getCause());
        };
    }

    /**
     * An error that Vault answered with.
     *
     * @param condition what it means
     * @param version the version of the data key that was to be opened; empty where none was
     */
    EnvelopeException of(VaultException error, Condition condition, String version) {
        String said = error.said();
        return switch (condition) {
            case KEY_NOT_FOUND ->
                KekUnusableException.notFound(kekName, "Vault has no " + key + " at " + client, error);
            case SOFT_DELETED ->
                KekUnusableException.pendingDeletion(kekName, key + " is soft-deleted; it can be restored", error);
            case VERSION_RETIRED ->
                KekUnusableException.versionRetired(
                        kekName,
                        version,
                        "it is below the min_decryption_version of " + key + ", or was trimmed",
                        error);
            case WRONG_USAGE ->
                KekUnusableException.wrongUsage(
                        kekName,
                        key + " is of a type that does not encrypt"
                                + (binding == ContextBinding.ASSOCIATED_DATA ? ", or not with associated data" : ""),
                        error);
            case REFUSED ->
                new WrappedKeyRefusedException(
                        kekName,
                        said + ": it does not open by " + key + " with this context and binding " + binding,
                        error);
            case CONTEXT_MISSING ->
                misconfigured(
                        key + " is a derived key, and its binding is " + binding
                                + ": set ContextBinding.DERIVED_KEY, or name a key that is not derived",
                        error);
            case DENIED ->
                new KekAccessDeniedException(
                        kekName,
                        said + ": the token (" + client + ") is not valid or no longer so, or its policy lacks 'update'"
                                + " there" + (error.request().contains("/encrypt/") ? ENCRYPTING_DENIED : ""),
                        error);
            case NO_SUCH_PATH ->
                misconfigured(
                        said + ": there is no Transit engine at that mount, in that namespace, of " + client, error);
            case TOO_LARGE -> tooLarge(error);
            case THROTTLED -> KekUnavailableException.throttled(kekName, error);
            case UNAVAILABLE ->
                KekUnavailableException.unavailable(kekName, said + Condition.hint(error.status()), error);
            case INVALID_REQUEST ->
                misconfigured(
                        said + " that this library does not know; the server's words are in the cause's errors()",
                        error);
        };
    }

    KekMisconfiguredException misconfigured(String detail, @Nullable Throwable cause) {
        return new KekMisconfiguredException(kekName, detail, cause);
    }

    private InvalidInputException tooLarge(VaultException error) {
        return new InvalidInputException(
                ErrorCode.TOO_LARGE,
                "The key service of KEK '" + kekName + "' refuses " + error.request()
                        + " as too large. Make the encryption context shorter, or raise max_request_size of the server's"
                        + " listener.",
                error);
    }

    private Duration allowed(Deadline deadline) {
        return deadline.allowed().compareTo(client.timeout()) < 0 ? deadline.allowed() : client.timeout();
    }
}
