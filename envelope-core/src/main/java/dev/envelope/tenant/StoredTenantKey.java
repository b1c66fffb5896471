package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.KeyBlock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a tenant's key, as a {@link TenantKeyStore} keeps it.
 *
 * @param version what envelopes call it: 13 characters of lower-case base32
 * @param createdAt when it was made, in whole milliseconds
 * @param wrapped the key, wrapped by the key service; null once it was shredded
 * @param check 43 characters by which the unwrapped key is recognised and that tell nothing about it; empty once it was
 *     shredded
 */
public record StoredTenantKey(
        String version, Instant createdAt, @Nullable KeyBlock wrapped, String check) {

    /**
     * Checks that what has to be there is.
     *
     * @param version what envelopes call it
     * @param createdAt when it was made
     * @param wrapped the key, wrapped by the key service, or null
     * @param check by which the unwrapped key is recognised
     */
    public StoredTenantKey {
        requireNonNull(version, "version");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(check, "check");
    }
}
