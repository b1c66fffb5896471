package dev.envelope.benchmarks.peers;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.security.Provider;

/** Envelope: every record under its own data key, bound to its context, with a commitment, a key id and a version. */
record EnvelopePeer(EnvelopeCipher cipher) implements Peer {

    /** Under the key of a tenant, which is what is compared. */
    static EnvelopePeer tenant() {
        TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("root"), new InMemoryTenantKeyStore());
        tenants.create("merchant");
        return new EnvelopePeer(tenants.cipher("merchant"));
    }

    /** The same over another provider of the JCA. */
    static EnvelopePeer tenant(Provider provider) {
        TenantKeys tenants = TenantKeys.builder(Keyring.of(LocalKey.ephemeral("root")), new InMemoryTenantKeyStore())
                .provider(provider)
                .build();
        tenants.create("merchant");
        return new EnvelopePeer(tenants.cipher("merchant"));
    }

    /** Under a local key, which wraps each data key. */
    static EnvelopePeer local() {
        return new EnvelopePeer(EnvelopeCipher.using(LocalKey.ephemeral("cards")));
    }

    @Override
    public byte[] encrypt(Row row) {
        return cipher.encrypt(row.plaintext(), row.context());
    }

    @Override
    public byte[] decrypt(byte[] sealed, Row row) {
        return cipher.decrypt(sealed, row.context());
    }
}
