package dev.envelope.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A role of an AppRole method of its own. */
final class TestRole {

    private static final String ROLE = "cards";

    private final VaultAdmin admin;
    private final String mount;
    private final String policy;

    private TestRole(VaultAdmin admin, String mount, String policy) {
        this.admin = admin;
        this.mount = mount;
        this.policy = policy;
    }

    static TestRole create(VaultAdmin admin, String rules, Map<String, ?> settings) {
        String mount = "approle-" + UUID.randomUUID();
        admin.post("sys/auth/" + mount, Map.of("type", "approle"));
        String policy = admin.policy(rules);
        Map<String, Object> role = new HashMap<>(settings);
        role.put("token_policies", List.of(policy));
        admin.post("auth/" + mount + "/role/" + ROLE, role);
        return new TestRole(admin, mount, policy);
    }

    String mount() {
        return mount;
    }

    VaultAuth auth() {
        return VaultAuth.appRole(roleId(), secretId()).mountedAt(mount);
    }

    String roleId() {
        return admin.get(secretPath("role-id")).at("/data/role_id").asText();
    }

    String secretId() {
        return admin.post(secretPath("secret-id"), Map.of())
                .at("/data/secret_id")
                .asText();
    }

    /** A token that stands for a secret id. */
    String wrappedSecretId() {
        return admin.call("POST", secretPath("secret-id"), Map.of(), Map.of("X-Vault-Wrap-TTL", "60s"))
                .at("/wrap_info/token")
                .asText();
    }

    /** The accessors of the tokens that this role has now. */
    Set<String> tokens() {
        Set<String> accessors = new HashSet<>();
        for (JsonNode accessor :
                admin.call("LIST", "auth/token/accessors", null).at("/data/keys")) {
            if (isOurs(accessor.asText())) {
                accessors.add(accessor.asText());
            }
        }
        return accessors;
    }

    void revokeTokens() {
        tokens().forEach(accessor -> admin.post("auth/token/revoke-accessor", Map.of("accessor", accessor)));
    }

    private boolean isOurs(String accessor) {
        try {
            JsonNode token = admin.post("auth/token/lookup-accessor", Map.of("accessor", accessor));
            return token.at("/data/policies").toString().contains(policy);
        } catch (AssertionError e) {
            return false; // it has ended meanwhile
        }
    }

    private String secretPath(String what) {
        return "auth/" + mount + "/role/" + ROLE + "/" + what;
    }
}
