package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tenant as a {@link TenantKeyStore} keeps it: to be given back exactly as it was, every field. The seal authenticates all
 * the others, so whatever is changed in a store by hand is refused when it is read.
 *
 * @param tenantId any text of 1 to 200 characters (code points): to be compared by its UTF-8 bytes, never by a collation that
 *     ignores case, accents or trailing blanks
 * @param revision 1 when the tenant was created, and one more with each change
 * @param state what may be done with its keys
 * @param currentVersion the version that encrypts
 * @param createdAt when it was created, in whole milliseconds
 * @param changedAt when it was changed last, in whole milliseconds
 * @param keys its versions, the oldest first; at least one, and at most {@value #MAXIMUM_VERSIONS}
 * @param seal 43 characters of base64url
 */
public record StoredTenant(
        String tenantId,
        long revision,
        TenantState state,
        String currentVersion,
        Instant createdAt,
        Instant changedAt,
        List<StoredTenantKey> keys,
        String seal) {

    /** How many versions a tenant's key may have, those that only decrypt included. */
    public static final int MAXIMUM_VERSIONS = 1000;

    /**
     * Checks that everything is there.
     *
     * @param tenantId whose keys these are
     * @param revision how often it was changed
     * @param state what may be done with its keys
     * @param currentVersion the version that encrypts
     * @param createdAt when it was created
     * @param changedAt when it was changed last
     * @param keys its versions
     * @param seal what authenticates all of this
     */
    public StoredTenant {
        requireNonNull(tenantId, "tenantId");
        requireNonNull(state, "state");
        requireNonNull(currentVersion, "currentVersion");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(changedAt, "changedAt");
        keys = List.copyOf(keys);
        requireNonNull(seal, "seal");
    }

    /**
     * Returns a version of the key.
     *
     * @param version the version
     * @return the version, or empty if this tenant has none of that name
     */
    public Optional<StoredTenantKey> key(String version) {
        for (StoredTenantKey key : keys) {
            if (key.version().equals(version)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** Returns revision, state and versions; not the tenant's id, which is not for logs. */
    @Override
    public String toString() {
        return "StoredTenant[revision " + revision + ", " + state + ", versions "
                + keys.stream().map(StoredTenantKey::version).toList() + "]";
    }
}
