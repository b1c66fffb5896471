package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeCipher;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.vault.ContextBinding;
import dev.envelope.vault.VaultAuth;
import dev.envelope.vault.VaultClient;
import dev.envelope.vault.VaultTransitKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The snippets of docs/vault.md. Its files are not on this machine, which is all that keeps these from a server. */
class VaultGuideTest {

    private static final VaultAuth auth = VaultAuth.token("the-token");
    private static final String roleId = "role";

    @Test
    void start() {
        assertThatThrownBy(() -> {
                    VaultClient vault = VaultClient.builder(
                                    URI.create("https://vault.example.com:8200"), VaultAuth.kubernetes("cards"))
                            .caCertificates(Path.of("/etc/ssl/company-ca.pem"))
                            .build();
                    KeyEncryptionKey kek = VaultTransitKey.named("cards", vault, "cards");
                    EnvelopeCipher cipher = EnvelopeCipher.using(kek);
                    assertThat(cipher).isNotNull();
                })
                .hasMessageContaining("company-ca.pem");
    }

    @Test
    void derived_key() {
        try (VaultClient vault = VaultClient.at(URI.create("https://vault.example.com:8200"), auth)) {
            KeyEncryptionKey derived = VaultTransitKey.builder("cards", vault, "cards")
                    .mount("payments/transit")
                    .binding(ContextBinding.DERIVED_KEY)
                    .build();

            assertThat(derived.capabilities()).contains(KekCapability.REWRAPS_NATIVELY, KekCapability.BINDS_CONTEXT);
        }
    }

    @Test
    void app_role() {
        VaultAuth writer = VaultAuth.appRoleWrapped(roleId, Path.of("/run/secrets/vault-wrapping-token"));

        assertThat(writer).hasToString("a login at auth/approle");
    }

    @Test
    void kubernetes() {
        VaultAuth pod = VaultAuth.kubernetes("cards");
        VaultAuth elsewhere = VaultAuth.kubernetes("cards", Path.of("/var/run/secrets/vault/token"))
                .mountedAt("clusters/blue");

        assertThat(pod).hasToString("a login at auth/kubernetes");
        assertThat(elsewhere).hasToString("a login at auth/clusters/blue");
    }

    @Test
    void the_way_to_the_server() {
        assertThatThrownBy(() -> {
                    VaultClient client = VaultClient.builder(URI.create("https://vault.example.com:8200"), auth)
                            .namespace("team/payments")
                            .caCertificates(Path.of("/etc/ssl/company-ca.pem"))
                            .clientCertificate(Path.of("/etc/ssl/cards.pem"), Path.of("/etc/ssl/cards-key.pem"))
                            .redirectingTo("vault-1.example.com:8200", "vault-2.example.com:8200")
                            .connectTimeout(Duration.ofSeconds(1))
                            .requestTimeout(Duration.ofSeconds(2))
                            .build();
                    client.close();
                })
                .hasMessageContaining("/etc/ssl/");
    }
}
