package dev.envelope.tenant;

import dev.envelope.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What exists, as one line of JSON for each tenant (RFC 8259). No keys. */
final class TenantExport {

    private final Appendable out;

    TenantExport(Appendable out) {
        this.out = out;
    }

    void write(TenantInfo tenant) throws IOException {
        out.append(fields(tenant)).append(",\"authentic\":true}\n");
    }

    /** A tenant whose row was changed by hand: what it says, and that it is not to be believed. */
    void writeRefused(TenantInfo tenant, ErrorCode code) throws IOException {
        out.append(fields(tenant))
                .append(",\"authentic\":false,\"refused\":")
                .append(text(code.toString()))
                .append("}\n");
    }

    private static String fields(TenantInfo tenant) {
        return "{\"tenant\":" + text(tenant.tenantId())
                + ",\"state\":" + text(tenant.state().name().toLowerCase(Locale.ROOT))
                + ",\"createdAt\":" + text(tenant.createdAt().toString())
                + ",\"changedAt\":" + text(tenant.changedAt().toString())
                + ",\"revision\":" + tenant.revision()
                + ",\"currentVersion\":" + text(tenant.currentVersion())
                + ",\"versions\":"
                + tenant.versions().stream().map(TenantExport::version).collect(Collectors.joining(",", "[", "]"));
    }

    private static String version(TenantInfo.Version version) {
        return "{\"version\":" + text(version.version())
                + ",\"createdAt\":" + text(version.createdAt().toString())
                + ",\"wrappedBy\":" + texts(version.wrappedBy()) + "}";
    }

    private static String texts(List<String> texts) {
        return texts.stream().map(TenantExport::text).collect(Collectors.joining(",", "[", "]"));
    }

    /** A JSON string of ASCII: whatever is not is escaped, so that no reader can mistake one id for another. */
    private static String text(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
