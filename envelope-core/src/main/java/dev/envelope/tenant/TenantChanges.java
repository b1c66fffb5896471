package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Which tenants were changed behind a position of a {@link TenantKeyStore}.
 *
 * @param position how far this reaches: where to go on from
 * @param tenantIds the tenants, each at least once
 * @param more whether there are further changes behind the position
 */
public record TenantChanges(long position, List<String> tenantIds, boolean more) {

    /**
     * Copies the list.
     *
     * @param position how far this reaches
     * @param tenantIds the tenants
     * @param more whether there are further changes
     */
    public TenantChanges {
        tenantIds = List.copyOf(requireNonNull(tenantIds, "tenantIds"));
    }

    /** Returns position and number; not the tenants' ids, which are not for logs. */
    @Override
    public String toString() {
        return "TenantChanges[" + tenantIds.size() + " up to " + position + (more ? ", more to come]" : "]");
    }
}
