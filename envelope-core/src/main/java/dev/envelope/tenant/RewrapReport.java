package dev.envelope.tenant;

import dev.envelope.EnvelopeException;
import java.util.List;

/**
 * What became of the stored keys of all tenants when they were rewrapped.
 *
 * @param rewrapped how many keys were wrapped anew, the store's own included
 * @param current how many were wrapped as they should be already
 * @param shredded how many were destroyed before, so that there is nothing to wrap
 * @param failures one for each tenant whose keys could not all be moved; they are as they were
 */
public record RewrapReport(int rewrapped, int current, int shredded, List<EnvelopeException> failures) {

    /**
     * Copies the list.
     *
     * @param rewrapped how many keys were wrapped anew
     * @param current how many were wrapped as they should be already
     * @param shredded how many were destroyed before
     * @param failures why others could not be moved
     */
    public RewrapReport {
        failures = List.copyOf(failures);
    }

    /**
     * Tells whether every key in the store is wrapped as the keyring would wrap it today, as far as this store goes: only then may
     * an older version of the key-encryption key be thought of as done with.
     *
     * @return true if nothing failed
     */
    public boolean isComplete() {
        return failures.isEmpty();
    }
}
