package dev.envelope.tenant;

import dev.envelope.ErrorCode;
import dev.envelope.internal.json.JsonObject;
import java.io.IOException;
import java.util.Locale;

/** What exists, as one line of JSON for each tenant (RFC 8259). No keys. */
final class TenantExport {

    private final Appendable out;

    TenantExport(Appendable out) {
        this.out = out;
    }

    void write(TenantInfo tenant) throws IOException {
        line(fields(tenant).put("authentic", true));
    }

    /** A tenant whose row was changed by hand: what it says, and that it is not to be believed. */
    void writeRefused(TenantInfo tenant, ErrorCode code) throws IOException {
        line(fields(tenant).put("authentic", false).put("refused", code.toString()));
    }

    private void line(JsonObject tenant) throws IOException {
        out.append(tenant.toString()).append("\n");
    }

    private static JsonObject fields(TenantInfo tenant) {
        return new JsonObject()
                .put("tenant", tenant.tenantId())
                .put("state", tenant.state().name().toLowerCase(Locale.ROOT))
                .put("createdAt", tenant.createdAt().toString())
                .put("changedAt", tenant.changedAt().toString())
                .put("revision", tenant.revision())
                .put("currentVersion", tenant.currentVersion())
                .putObjects(
                        "versions",
                        tenant.versions().stream().map(TenantExport::version).toList());
    }

    private static JsonObject version(TenantInfo.Version version) {
        return new JsonObject()
                .put("version", version.version())
                .put("createdAt", version.createdAt().toString())
                .putTexts("wrappedBy", version.wrappedBy());
    }
}
