package dev.envelope;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a tenant can't be used: {@link ErrorCode#TENANT_NOT_FOUND}, {@link ErrorCode#TENANT_SUSPENDED},
 * {@link ErrorCode#NO_KEY_OF_TENANT} or {@link ErrorCode#TENANT_RECORD_REFUSED}. Never thrown for an outage, and for keys
 * that were destroyed {@link ShreddedException} is. No message shows the tenant's id: the application knows whose
 * cipher it called.
 */
public final class TenantException extends KekException {

    private static final long serialVersionUID = 1;

    private TenantException(ErrorCode code, String kekName, String message, @Nullable Throwable cause) {
        super(code, kekName, message, cause);
    }

    /**
     * No tenant of this id was created.
     *
     * @param kekName the name of the tenant keys
     * @return the exception
     */
    public static TenantException notFound(String kekName) {
        return new TenantException(
                ErrorCode.TENANT_NOT_FOUND,
                kekName,
                "No tenant of the id given was created in the store of '" + kekName
                        + "'. Create it with TenantKeys.create, once; check its spelling, for ids are compared to the byte.",
                null);
    }

    /**
     * The tenant is suspended.
     *
     * @param kekName the name of the tenant keys
     * @param version the version of its key that was wanted
     * @return the exception
     */
    public static TenantException suspended(String kekName, String version) {
        return new TenantException(
                ErrorCode.TENANT_SUSPENDED,
                kekName,
                "The tenant of key version '" + version + "' of '" + kekName
                        + "' is suspended. Its data is intact; TenantKeys.resume makes it usable again.",
                null);
    }

    /**
     * The envelope is under no key of this tenant.
     *
     * @param kekName the name of the tenant keys
     * @param version the version that the envelope names
     * @return the exception
     */
    public static TenantException noKeyOfTenant(String kekName, String version) {
        return new TenantException(
                ErrorCode.NO_KEY_OF_TENANT,
                kekName,
                "The envelope is under no key of this tenant: it names key version '" + version + "' of '" + kekName
                        + "', which is another tenant's or no one's. Check whose record it is; the export of TenantKeys tells"
                        + " whose version that is.",
                null);
    }

    /**
     * What is stored does not authenticate.
     *
     * @param kekName the name of the tenant keys
     * @param detail what is wrong, as the rest of a sentence and free of secrets and tenant ids
     * @param cause what reported it, or null
     * @return the exception
     */
    public static TenantException recordRefused(String kekName, String detail, @Nullable Throwable cause) {
        return new TenantException(
                ErrorCode.TENANT_RECORD_REFUSED,
                kekName,
                "What is stored of a tenant of '" + kekName + "' was refused" + because(detail)
                        + ". Nothing was used of it. Find out who changed the store, and put its rows back from a backup.",
                cause);
    }
}
