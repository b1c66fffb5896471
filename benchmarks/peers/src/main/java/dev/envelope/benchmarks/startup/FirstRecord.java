package dev.envelope.benchmarks.startup;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.nio.charset.StandardCharsets;

/** Encrypts one record and ends. */
public final class FirstRecord {

    static final String TENANT = "tenant";

    private FirstRecord() {}

    /** Under a tenant's key, or else under a local key. */
    public static void main(String[] args) {
        boolean tenant = args.length > 0 && args[0].equals(TENANT);
        byte[] sealed = (tenant ? ofTenant() : EnvelopeCipher.using(LocalKey.ephemeral("cards")))
                .encrypt(
                        "4111111111111111".getBytes(StandardCharsets.US_ASCII),
                        EncryptionContext.of("table", "cards", "id", "42"));
        if (sealed.length == 0) {
            throw new IllegalStateException("Nothing was encrypted");
        }
    }

    private static EnvelopeCipher ofTenant() {
        TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("root"), new InMemoryTenantKeyStore());
        tenants.create("merchant");
        return tenants.cipher("merchant");
    }
}
