package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import java.util.Map;

/**
 * What a login by AppRole sends.
 *
 * @param roleId the role id
 * @param secretId where the secret id comes from
 */
record AppRole(String roleId, SecretId secretId) implements Login.Credentials {

    /** Where a secret id comes from. */
    @FunctionalInterface
    interface SecretId {
        String get(AuthCalls calls, String mount, Deadline deadline) throws CallFailure;
    }

    @Override
    public Map<String, String> fields(AuthCalls calls, String mount, Deadline deadline) throws CallFailure {
        return Map.of("role_id", roleId, "secret_id", secretId.get(calls, mount, deadline));
    }

    @Override
    public String toString() {
        return "AppRole";
    }
}
