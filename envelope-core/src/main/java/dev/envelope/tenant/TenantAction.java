package dev.envelope.tenant;

/** What can be done to a tenant. */
public enum TenantAction {
    /** It was created, with its first key. */
    CREATED,
    /** It got a further key, which encrypts from now on. */
    ROTATED,
    /** Its keys were wrapped anew by the key service. */
    REWRAPPED,
    /** Its keys may not be used until it is resumed. */
    SUSPENDED,
    /** Its keys may be used again. */
    RESUMED,
    /** Its keys were destroyed. */
    SHREDDED
}
