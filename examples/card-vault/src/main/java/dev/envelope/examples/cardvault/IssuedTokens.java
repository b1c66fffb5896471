package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** The tokens that Vault has issued at one auth method, as an administrator sees them by their accessors, never their values. */
final class IssuedTokens {

    private final VaultAdmin admin;
    private final String login;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Set<String> others = new HashSet<>();

    /**
     * None seen yet.
     *
     * @param login the path of the logins that gave them
     */
    IssuedTokens(VaultAdmin admin, String login) {
        this.admin = admin;
        this.login = login;
    }

    /**
     * What was seen of one token.
     *
     * @param role who logged in
     * @param created when, in seconds since 1970
     * @param renewals how many renewals were seen
     * @param lastRenewal when the last one was; 0 if there was none
     * @param longestTtl the most seconds that it ever had left
     */
    private record Seen(String role, long created, long renewals, long lastRenewal, long longestTtl) {

        Seen again(JsonNode token) {
            long renewal = token.path("last_renewal_time").asLong();
            return new Seen(
                    role,
                    created,
                    renewals + (renewal == lastRenewal ? 0 : 1),
                    renewal,
                    Math.max(longestTtl, token.path("ttl").asLong()));
        }
    }

    /** Looks at the tokens that there are now. */
    void observe() throws IOException {
        for (JsonNode key : admin.read("auth/token/accessors?list=true").at("/data/keys")) {
            String accessor = key.asText();
            if (others.contains(accessor)) {
                continue;
            }
            // it may have expired since
            Optional<JsonNode> found = admin.writeIfThere("auth/token/lookup-accessor", Map.of("accessor", accessor));
            JsonNode token = found.map(answer -> answer.path("data")).orElse(null);
            if (token == null) {
                continue;
            }
            if (!token.path("path").asText().equals(login)) {
                others.add(accessor);
                continue;
            }
            Seen first = new Seen(
                    token.at("/meta/role_name").asText(),
                    token.path("creation_time").asLong(),
                    0,
                    0,
                    0);
            seen.put(accessor, seen.getOrDefault(accessor, first).again(token));
        }
    }

    /** Returns how many tokens a role was given, as far as was seen. */
    long logins(String role) {
        return seen.values().stream().filter(token -> token.role.equals(role)).count();
    }

    /** Returns how often tokens of a role were renewed, as far as was seen. */
    long renewals(String role) {
        return seen.values().stream()
                .filter(token -> token.role.equals(role))
                .mapToLong(Seen::renewals)
                .sum();
    }

    /** Returns the most seconds that a token of a role ever had left. */
    long longestTtl(String role) {
        return seen.values().stream()
                .filter(token -> token.role.equals(role))
                .mapToLong(Seen::longestTtl)
                .max()
                .orElse(0);
    }

    /** Returns the accessor of the token that a role was given last. */
    String newest(String role) {
        return seen.entrySet().stream()
                .filter(token -> token.getValue().role.equals(role))
                .max(Comparator.comparingLong(token -> token.getValue().created))
                .orElseThrow(() -> new NoSuchElementException(role + " has not logged in"))
                .getKey();
    }
}
