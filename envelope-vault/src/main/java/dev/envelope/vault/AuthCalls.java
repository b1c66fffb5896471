package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import dev.envelope.vault.CallFailure.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of Vault's API that are about tokens. */
final class AuthCalls {

    /** More than any lease, and still countable in nanoseconds. */
    private static final long MOST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final Exchange exchange;

    AuthCalls(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Logs in at {@code auth/<mount>/login}. */
    Token logIn(String mount, Map<String, String> fields, Deadline deadline) throws CallFailure {
        try (VaultRequest request = VaultRequest.post("auth/" + mount + "/login", JsonBody.of(fields));
                VaultAnswer answer = succeeding(request, null, deadline)) {
            return granted(
                    answer.value("client_token")
                            .filter(VaultAuth::canBeSent)
                            .orElseThrow(() -> new CallFailure(Kind.MISCONFIGURED, request + " gave no token", null)),
                    answer,
                    Token.Upkeep.REPLACE);
        }
    }

    /** Renews a token for as long as it was given for. */
    Token renew(Token token, Deadline deadline) throws CallFailure {
        try (VaultRequest request = VaultRequest.post("auth/token/renew-self", JsonBody.of(Map.of()));
                VaultAnswer answer = succeeding(request, token.value(), deadline)) {
            if (answer.number("lease_duration").isEmpty()) {
                throw new CallFailure(Kind.MISCONFIGURED, answer.foreign(), null); // no lease would mean: for ever
            }
            return granted(token.value(), answer, Token.Upkeep.REPLACE);
        }
    }

    /** Finds out for how long a token that was given is good; for ever, where it may not ask. */
    Token lookUp(String value, Deadline deadline) throws CallFailure {
        VaultRequest request = VaultRequest.get("auth/token/lookup-self");
        try (VaultAnswer answer = exchange.send(request, value, deadline)) {
            if (!answer.isSuccess() && (answer.isForeign() || answer.error().condition() != Condition.DENIED)) {
                throw failure(answer);
            }
            return token(
                    value,
                    answer.number("ttl").orElse(0),
                    answer.value("renewable").equals(Optional.of("true")),
                    Token.Upkeep.NONE);
        }
    }

    void revoke(Token token, Deadline deadline) throws CallFailure {
        try (VaultRequest request = VaultRequest.post("auth/token/revoke-self", JsonBody.of(Map.of()))) {
            exchange.send(request, token.value(), deadline).close();
        }
    }

    /** Returns the path at which what a wrapping token stands for was made. */
    String creationPath(String wrappingToken, Deadline deadline) throws CallFailure {
        try (VaultRequest request =
                        VaultRequest.post("sys/wrapping/lookup", JsonBody.of(Map.of("token", wrappingToken)));
                VaultAnswer answer = succeeding(request, null, deadline)) {
            return answer.value("creation_path").orElse("");
        }
    }

    /** Returns the secret id that a wrapping token stands for, which works once. */
    String unwrapSecretId(String wrappingToken, Deadline deadline) throws CallFailure {
        try (VaultRequest request = VaultRequest.postOnce("sys/wrapping/unwrap", JsonBody.of(Map.of()));
                VaultAnswer answer = succeeding(request, wrappingToken, deadline)) {
            return answer.value("secret_id")
                    .orElseThrow(
                            () -> new CallFailure(Kind.MISCONFIGURED, "the wrapping token holds no secret id", null));
        }
    }

    private VaultAnswer succeeding(VaultRequest request, @Nullable String token, Deadline deadline) throws CallFailure {
        VaultAnswer answer = exchange.send(request, token, deadline);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw failure(answer);
        }
    }

    private static Token granted(String value, VaultAnswer answer, Token.Upkeep otherwise) {
        return token(
                value,
                answer.number("lease_duration").orElse(0),
                answer.value("renewable").equals(Optional.of("true")),
                otherwise);
    }

    private static Token token(String value, long seconds, boolean renewable, Token.Upkeep otherwise) {
        Duration lease = Duration.ofSeconds(Math.max(0, Math.min(seconds, MOST_SECONDS)));
        return new Token(value, lease, renewable ? Token.Upkeep.RENEW : otherwise);
    }

    private static CallFailure failure(VaultAnswer answer) {
        if (answer.isForeign()) {
            return new CallFailure(Kind.MISCONFIGURED, answer.foreign(), answer.error());
        }
        VaultException error = answer.error();
        String said = error.said();
        return switch (error.condition()) {
            case UNAVAILABLE ->
                // before 1.14, Vault answers 500 to a wrong secret id
                answer.errors().contains("invalid secret id")
                        ? refused(said, error)
                        : new CallFailure(Kind.UNAVAILABLE, said + Condition.hint(answer.status()), error);
            case THROTTLED -> new CallFailure(Kind.THROTTLED, said, error);
            case NO_SUCH_PATH ->
                new CallFailure(
                        Kind.MISCONFIGURED, said + ": is that auth method enabled there, in this namespace", error);
            default -> refused(said, error);
        };
    }

    private static CallFailure refused(String said, VaultException error) {
        return new CallFailure(
                Kind.DENIED, said + ": what it was sent to authenticate is not right, or no longer valid", error);
    }
}
