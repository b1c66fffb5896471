package dev.envelope.tenant;

import java.time.Instant;
import java.util.List;

/**
 * What there is to know about a tenant, without any key.
 *
 * @param tenantId the tenant
 * @param state what may be done with its keys
 * @param createdAt when it was created
 * @param changedAt when it was changed last
 * @param revision 1 when it was created, and one more with each change
 * @param currentVersion the version that encrypts, or did before it was suspended or shredded
 * @param versions all versions, the oldest first
 */
public record TenantInfo(
        String tenantId,
        TenantState state,
        Instant createdAt,
        Instant changedAt,
        long revision,
        String currentVersion,
        List<Version> versions) {

    /**
     * Copies the list.
     *
     * @param tenantId the tenant
     * @param state what may be done with its keys
     * @param createdAt when it was created
     * @param changedAt when it was changed last
     * @param revision how often it was changed
     * @param currentVersion the version that encrypts
     * @param versions all versions
     */
    public TenantInfo {
        versions = List.copyOf(versions);
    }

    /**
     * A version of a tenant's key.
     *
     * @param version what envelopes call it
     * @param createdAt when it was made
     * @param wrappedBy names and versions of the key-encryption keys that wrap it, such as {@code cards:3}; empty once it
     *     was shredded
     */
    public record Version(String version, Instant createdAt, List<String> wrappedBy) {

        /**
         * Copies the list.
         *
         * @param version what envelopes call it
         * @param createdAt when it was made
         * @param wrappedBy who wraps it
         */
        public Version {
            wrappedBy = List.copyOf(wrappedBy);
        }
    }

    /** Returns state and versions; not the tenant's id, which is not for logs. */
    @Override
    public String toString() {
        return "TenantInfo[" + state + ", versions "
                + versions.stream().map(Version::version).toList() + "]";
    }
}
