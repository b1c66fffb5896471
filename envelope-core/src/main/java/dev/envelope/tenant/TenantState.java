package dev.envelope.tenant;

/** What may be done with the keys of a tenant. */
public enum TenantState {
    /** They encrypt and decrypt. */
    ACTIVE,
    /** They do neither, until the tenant is resumed. */
    SUSPENDED,
    /** They were destroyed, for ever. */
    SHREDDED
}
