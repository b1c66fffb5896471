package dev.envelope.tenant;

import java.time.Instant;

/**
 * The application's own audit log of tenants: the only place to which this library gives tenant ids. Keep them out of
 * metrics.
 *
 * <p>Called after the change is stored, by the thread that made it, in the process that made it. Whatever it throws is logged
 * and otherwise ignored, so that an audit log that is down does not undo what happened. Safe for use by several threads.
 */
@FunctionalInterface
public interface TenantAudit {

    /**
     * A tenant was changed.
     *
     * @param action what was done
     * @param tenant the tenant, as it is now
     * @param at when, by the clock of this process
     */
    void changed(TenantAction action, TenantInfo tenant, Instant at);
}
