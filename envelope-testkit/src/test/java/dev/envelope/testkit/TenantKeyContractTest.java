package dev.envelope.testkit;

import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A tenant's key is a key-encryption key like any other; its failures are those of the key service under it. */
class TenantKeyContractTest extends KeyEncryptionKeyContract {

    private final InMemoryKms kms = new InMemoryKms();
    private final TenantKeys tenants = TenantKeys.builder(
                    Keyring.of(kms.kek("cards", kms.createKey("key"), KmsPrincipal.administrator())),
                    new InMemoryTenantKeyStore())
            .keyCaching(KeyCaching.defaults().withNegativeAge(Duration.ZERO))
            .build();

    @AfterEach
    void close() {
        tenants.close();
    }

    @Override
    protected KeyEncryptionKey kek() {
        tenants.create("acme");
        KeyEncryptionKey key = tenants.key("acme");
        key.refreshVersion(TestDeadlines.minute());
        return key;
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        tenants.create("umbrella");
        return tenants.key("umbrella");
    }

    @Override
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        tenants.rotate("acme");
        return Optional.of(kek);
    }
}
