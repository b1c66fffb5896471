package dev.envelope.vault;

import static dev.envelope.vault.Transit.assertWorks;
import static dev.envelope.vault.Transit.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS, a private authority and, in one suite, client certificates. */
@RequiresVault(ofItsOwn = true)
class TlsTest {

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;
    private static VaultProcess server;
    private static VaultProcess mutual;

    @BeforeAll
    static void start() {
        certificates = new TestCertificates(folder)
                .sign("server", "EC", "ip:127.0.0.1")
                .sign("other-host", "EC", "dns:vault.example.com")
                .sign("client", "RSA", "dns:client");
        server = VaultProcess.start(listener("server", ""), Tls.context(List.of(certificates.authority()), null, null));
        mutual = VaultProcess.start(
                listener(
                        "server",
                        "tls_require_and_verify_client_cert = true\n  tls_client_ca_file = \"%s\""
                                .formatted(certificates.authority())),
                Tls.context(
                        List.of(certificates.authority()),
                        certificates.certificate("client"),
                        certificates.key("client")));
    }

    @AfterAll
    static void stop() {
        server.close();
        mutual.close();
    }

    @Test
    void a_private_authority_that_is_given_is_trusted() {
        try (Transit transit = Transit.of(server.admin())) {
            assertWorks(transit.kek(build(
                    transit,
                    VaultClient.builder(server.address(), token(server)).caCertificates(certificates.authority()))));
        }
    }

    @Test
    void a_private_authority_that_is_not_given_is_not_trusted() {
        try (Transit transit = Transit.of(server.admin())) {
            assertNotAgreed(transit, VaultClient.builder(server.address(), token(server)), "is not trusted");
        }
    }

    @Test
    void the_authority_that_is_given_counts_where_an_agent_redirects_to_tls() {
        try (Transit transit = Transit.of(server.admin());
                CannedServer agent = new CannedServer()) {
            agent.redirects(307, server.address() + "/v1/" + transit.mount() + "/encrypt/" + transit.key());

            VaultTransitKey kek = transit.kek(build(
                    transit,
                    VaultClient.builder(agent.address(), token(server))
                            .caCertificates(certificates.authority())
                            .redirectingTo("127.0.0.1")));

            assertThat(Transit.wrapNew(kek).kekVersion()).isEqualTo("v1");
        }
    }

    @Test
    void the_certificate_of_another_host_is_not_trusted() {
        try (VaultProcess elsewhere = VaultProcess.start(listener("other-host", ""), TrustingAnyHost.context());
                Transit transit = Transit.of(elsewhere.admin())) {
            assertNotAgreed(
                    transit,
                    VaultClient.builder(elsewhere.address(), token(elsewhere)).caCertificates(certificates.authority()),
                    "another host's");
        }
    }

    @Test
    void a_client_certificate_is_shown_to_a_server_that_asks_for_it() {
        try (Transit transit = Transit.of(mutual.admin())) {
            assertWorks(transit.kek(build(transit, withClientCertificate(token(mutual)))));
        }
    }

    @Test
    void a_client_without_the_certificate_that_is_asked_for_is_misconfigured() {
        try (Transit transit = Transit.of(mutual.admin())) {
            assertNotAgreed(
                    transit,
                    VaultClient.builder(mutual.address(), token(mutual)).caCertificates(certificates.authority()),
                    "client certificate");
        }
    }

    @Test
    void a_client_certificate_logs_in() throws IOException {
        try (Transit transit = Transit.of(mutual.admin())) {
            mutual.admin().post("sys/auth/cert", Map.of("type", "cert"));
            mutual.admin()
                    .post(
                            "auth/cert/certs/cards",
                            Map.of(
                                    "certificate", Files.readString(certificates.authority()),
                                    "token_policies",
                                            List.of(mutual.admin().policy(transit.rules("encrypt", "decrypt")))));

            assertWorks(transit.kek(build(
                    transit, withClientCertificate(VaultAuth.login("cert", () -> Map.of("name", "cards"))))));
        }
    }

    @Test
    void plain_http_to_a_port_with_tls_is_misconfigured() {
        try (Transit transit = Transit.of(server.admin())) {
            URI plain = URI.create("http://127.0.0.1:" + server.address().getPort());

            EnvelopeException failure = failureOf(() ->
                    assertWorks(transit.kek(build(transit, VaultClient.builder(plain, token(server))))));

            assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
            assertThat(failure).hasMessageContaining("is not Vault: check the address");
        }
    }

    @Test
    void tls_to_a_port_with_plain_http_is_misconfigured() {
        try (VaultProcess plain = VaultProcess.start();
                Transit transit = Transit.of(plain.admin())) {
            assertNotAgreed(
                    transit,
                    VaultClient.builder(
                            URI.create("https://127.0.0.1:" + plain.address().getPort()), token(plain)),
                    "speaks TLS 1.2 or newer");
        }
    }

    @Test
    void a_client_speaks_no_tls_before_1_2() {
        assertThat(Tls.protocols(Tls.context(List.of(), null, null))).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    }

    @Test
    void a_file_without_a_certificate_is_named() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        VaultClient.Builder builder =
                VaultClient.builder(server.address(), token(server)).caCertificates(empty);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e + " " + e.getCause()).contains("empty.pem"));
    }

    @Test
    void a_key_in_another_form_than_pkcs_8_is_named() throws IOException {
        Path key = Files.writeString(folder.resolve("pkcs1.pem"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n");
        VaultClient.Builder builder = VaultClient.builder(server.address(), token(server))
                .clientCertificate(certificates.certificate("client"), key);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pkcs1.pem")
                .hasMessageContaining("openssl pkcs8");
    }

    private static VaultClient.Builder withClientCertificate(VaultAuth auth) {
        return VaultClient.builder(mutual.address(), auth)
                .caCertificates(certificates.authority())
                .clientCertificate(certificates.certificate("client"), certificates.key("client"));
    }

    private static void assertNotAgreed(Transit transit, VaultClient.Builder builder, String reason) {
        EnvelopeException failure = failureOf(() -> assertWorks(transit.kek(build(transit, builder))));
        assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining(reason);
    }

    private static VaultClient build(Transit transit, VaultClient.Builder builder) {
        return transit.opened(builder.build());
    }

    private static VaultAuth token(VaultProcess of) {
        return VaultAuth.token(of.admin().token());
    }

    private static String listener(String name, String more) {
        return """
                tls_cert_file = "%s"
                  tls_key_file = "%s"
                  %s
                """.formatted(certificates.certificate(name), certificates.key(name), more);
    }
}
