package dev.envelope.tenant;

/** One version of one tenant's key. The tenant belongs to it: another tenant's cipher shall not find it. */
record TenantKeyVersion(String tenantId, String version) {

    /** The length of a version's name. */
    static final int LENGTH = 13;

    /** Returns the version; not the tenant's id, which is not for logs. */
    @Override
    public String toString() {
        return "TenantKeyVersion[" + version + "]";
    }
}
