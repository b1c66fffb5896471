/**
 * Keys of tenants: a key between the key service and the records of one tenant, so that a million records cost a handful
 * of calls, one tenant's records are unreadable under another's key, and destroying one key destroys what is under it.
 *
 * <p>Start with {@link dev.envelope.tenant.TenantKeys}. {@link dev.envelope.tenant.TenantKeyStore} is for those who keep
 * tenants in a store of their own. What a seal can't tell stands in {@code docs/tenants.md}, what is stored and how it is
 * authenticated in {@code docs/jdbc.md}.
 */
@NullMarked
package dev.envelope.tenant;

import org.jspecify.annotations.NullMarked;
