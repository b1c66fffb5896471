package dev.envelope.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.ShreddedException;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import org.junit.jupiter.api.Test;

/** The snippets of docs/tenants.md. */
class TenantsPageTest {

    private final KeyEncryptionKey kek = LocalKey.ephemeral("cards");
    private final TenantKeyStore store = new InMemoryTenantKeyStore();
    private final EncryptionContext row = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
    private final byte[] pan = "4111111111111111".getBytes(UTF_8);

    @Test
    void a_tenant_from_beginning_to_end() {
        TenantKeys tenants = TenantKeys.over(kek, store); // one for each application, closed at its end
        tenants.create("acme"); // once, when the tenant signs up

        EnvelopeCipher cipher = tenants.cipher("acme");
        byte[] sealed = cipher.encrypt(pan, row);
        byte[] opened = cipher.decrypt(sealed, row);

        tenants.rotate("acme"); // new records are under a new version, old ones still open
        byte[] moved = cipher.rewrap(sealed, row);

        ShredReceipt receipt = tenants.shred("acme"); // no one ever reads acme's records again

        assertThat(opened).isEqualTo(pan);
        assertThatThrownBy(() -> cipher.decrypt(moved, row)).isInstanceOf(ShreddedException.class);
        assertThat(tenants.isGenuine(receipt)).isTrue();
        tenants.close();
    }

    @Test
    void a_receipt_that_was_kept() {
        try (TenantKeys tenants = TenantKeys.over(kek, store)) {
            tenants.create("acme");
            String receiptText = tenants.shred("acme").toText();

            ShredReceipt kept = ShredReceipt.parse(receiptText);
            tenants.replay(kept); // after putting back a backup of the store

            assertThat(tenants.shred("acme")).isEqualTo(kept);
        }
    }
}
