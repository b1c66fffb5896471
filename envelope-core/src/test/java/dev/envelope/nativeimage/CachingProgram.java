package dev.envelope.nativeimage;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;

/** Uses every cache that the library has. */
final class CachingProgram {

    private CachingProgram() {}

    public static void main(String[] args) {
        LocalKey kek = LocalKey.ephemeral("cards");
        roundTrip(EnvelopeCipher.builder(Keyring.of(kek))
                .keyCaching(KeyCaching.defaults())
                .build());
        try (TenantKeys tenants = TenantKeys.over(kek, new InMemoryTenantKeyStore())) {
            tenants.create("acme");
            roundTrip(tenants.cipher("acme"));
        }
    }

    private static void roundTrip(EnvelopeCipher cipher) {
        EncryptionContext none = EncryptionContext.none();
        System.out.println(cipher.decryptToString(cipher.encryptToText("opened", none), none));
    }
}
