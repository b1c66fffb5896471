package dev.envelope.vault;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request of Vault's API. Its body may hold a data key: closing wipes it.
 *
 * @param method the HTTP method
 * @param path what follows {@code /v1/}
 * @param body the JSON, or null
 * @param repeatable whether it may be made twice without harm
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VaultRequest(String method, String path, byte @Nullable [] body, boolean repeatable) implements AutoCloseable {

    static VaultRequest get(String path) {
        return new VaultRequest("GET", path, null, true);
    }

    static VaultRequest post(String path, byte[] body) {
        return new VaultRequest("POST", path, body, true);
    }

    /** For what works once: where its answer is lost, a second one would only say so. */
    static VaultRequest postOnce(String path, byte[] body) {
        return new VaultRequest("POST", path, body, false);
    }

    @Override
    public void close() {
        if (body != null) {
            Arrays.fill(body, (byte) 0);
        }
    }

    /** Returns what the audit log of Vault has as operation and path. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
