package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import dev.envelope.vault.CallFailure.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret id in a response-wrapping token. Called by one thread at a time: the one that logs in.
 *
 * <p>As <a href="https://developer.hashicorp.com/vault/docs/concepts/response-wrapping">Vault's manual</a> asks: where the wrapped
 * secret id was made is looked at first, so that a token of someone else's making is found out.
 */
final class WrappedSecretId implements AppRole.SecretId {

    private final CredentialFile wrappingToken;
    private volatile @Nullable String secretId;

    /** The wrapping token that was sent and not answered. */
    private volatile @Nullable String unanswered;

    WrappedSecretId(CredentialFile wrappingToken) {
        this.wrappingToken = wrappingToken;
    }

    @Override
    public String get(AuthCalls calls, String mount, Deadline deadline) throws CallFailure {
        String known = secretId;
        if (known != null) {
            return known;
        }
        String token = wrappingToken.read();
        String unwrapped;
        try {
            String madeAt = calls.creationPath(token, deadline);
            if (!Pattern.matches("auth/" + Pattern.quote(mount) + "/role/[^/]+/secret-id", madeAt)) {
                throw new CallFailure(
                        Kind.DENIED,
                        "the wrapping token in " + wrappingToken + " was not made for a secret id at auth/" + mount
                                + ": find out who made it",
                        null);
            }
            unwrapped = unwrap(calls, token, deadline);
        } catch (CallFailure e) {
            if (e.kind() == Kind.DENIED && e.getCause() != null) {
                throw new CallFailure(
                        Kind.DENIED,
                        "the wrapping token in " + wrappingToken + " has expired or was used before; "
                                + (token.equals(unanswered)
                                        ? "this program asked for it and got no answer, which may have used it up:"
                                                + " put a new one there, and revoke the secret id"
                                        : "if no program of yours used it, someone else has the secret id: revoke it"),
                        e);
            }
            throw e;
        }
        secretId = unwrapped;
        return unwrapped;
    }

    private String unwrap(AuthCalls calls, String token, Deadline deadline) throws CallFailure {
        try {
            return calls.unwrapSecretId(token, deadline);
        } catch (CallFailure e) {
            if (e.isPassing() || e.kind() == Kind.INTERRUPTED) {
                unanswered = token;
            }
            throw e;
        }
    }
}
