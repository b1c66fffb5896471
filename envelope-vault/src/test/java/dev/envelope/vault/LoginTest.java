package dev.envelope.vault;

import static dev.envelope.vault.Transit.assertWorks;
import static dev.envelope.vault.Transit.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to authenticate, and what it says when it does not work. */
@RequiresVault
class LoginTest {

    @TempDir
    private Path folder;

    private final Transit transit = Transit.of(TestVault.shared());
    private final VaultAdmin admin = transit.admin();
    private final String rules = transit.rules("encrypt", "decrypt");

    @AfterEach
    void close() {
        transit.close();
    }

    @Test
    void an_app_role_logs_in_by_role_id_and_secret_id() {
        assertWorks(transit.kek(role().auth()));
    }

    @Test
    void an_app_role_reads_its_secret_id_from_a_file_at_each_login() throws IOException {
        TestRole role = role();
        Path file = file(role.secretId());
        VaultTransitKey kek = transit.kek(VaultAuth.appRole(role.roleId(), file).mountedAt(role.mount()));
        assertWorks(kek);
        Files.writeString(file, role.secretId());
        role.revokeTokens();

        assertWorks(kek);
    }

    @Test
    void a_wrong_secret_id_is_denied_and_not_shown() {
        TestRole role = role();
        String wrong = UUID.randomUUID().toString();

        EnvelopeException failure = failureOf(() ->
                assertWorks(transit.kek(VaultAuth.appRole(role.roleId(), wrong).mountedAt(role.mount()))));

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("auth/" + role.mount() + "/login");
        assertThat(failure.toString()).doesNotContain(wrong, role.roleId());
    }

    @Test
    void a_wrapped_secret_id_is_unwrapped_once_and_kept() throws IOException {
        TestRole role = role();
        VaultTransitKey kek = transit.kek(wrapped(role, role.wrappedSecretId()));
        assertWorks(kek);
        role.revokeTokens();

        assertWorks(kek);
    }

    @Test
    void a_wrapped_secret_id_that_someone_else_has_unwrapped_is_an_alarm() throws IOException {
        TestRole role = role();
        String token = role.wrappedSecretId();
        admin.withToken(token).post("sys/wrapping/unwrap", Map.of());

        EnvelopeException failure = failureOf(() -> assertWorks(transit.kek(wrapped(role, token))));

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("someone else has the secret id: revoke it");
        assertThat(failure.toString()).doesNotContain(token);
    }

    @Test
    void a_wrapping_token_that_was_made_for_something_else_is_not_unwrapped() throws IOException {
        String token = admin.call(
                        "POST", "sys/wrapping/wrap", Map.of("secret_id", "planted"), Map.of("X-Vault-Wrap-TTL", "60s"))
                .at("/wrap_info/token")
                .asText();

        EnvelopeException failure = failureOf(() -> assertWorks(transit.kek(wrapped(role(), token))));

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("find out who made it");
        assertThat(admin.withToken(token).post("sys/wrapping/unwrap", Map.of()).toString())
                .contains("planted");
    }

    @Test
    void a_pod_logs_in_by_its_service_account() throws IOException {
        try (TestKubernetes kubernetes = TestKubernetes.start()) {
            Path account = file(kubernetes.serviceAccountToken("payments", "cards"));
            String mount = kubernetesRole(kubernetes);

            VaultTransitKey kek =
                    transit.kek(VaultAuth.kubernetes("cards", account).mountedAt(mount));

            assertWorks(kek);
        }
    }

    @Test
    void another_service_account_is_denied() throws IOException {
        try (TestKubernetes kubernetes = TestKubernetes.start()) {
            Path account = file(kubernetes.serviceAccountToken("payments", "another"));
            String mount = kubernetesRole(kubernetes);

            EnvelopeException failure = failureOf(() -> assertWorks(
                    transit.kek(VaultAuth.kubernetes("cards", account).mountedAt(mount))));

            assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        }
    }

    @Test
    void any_other_method_logs_in_by_the_fields_it_asks_for() {
        TestRole role = role();
        VaultAuth auth =
                VaultAuth.login(role.mount(), () -> Map.of("role_id", role.roleId(), "secret_id", role.secretId()));

        assertWorks(transit.kek(auth));
    }

    @Test
    void fields_that_can_not_be_made_are_a_wrong_setting() {
        VaultAuth auth = VaultAuth.login("jwt", () -> {
            throw new UncheckedIOException(new IOException("no identity"));
        });

        EnvelopeException failure = failureOf(() -> assertWorks(transit.kek(auth)));

        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("auth/jwt").hasRootCauseMessage("no identity");
    }

    @Test
    void a_method_that_is_not_enabled_is_not_taken_for_an_outage() {
        VaultAuth auth = VaultAuth.appRole("role", "secret").mountedAt("nowhere");

        assertThat(failureOf(() -> assertWorks(transit.kek(auth))).isRetryable())
                .isFalse();
    }

    @Test
    void no_credential_shows_in_the_text_of_anything() throws IOException {
        VaultAuth auth = VaultAuth.appRole("the-role", "the-secret");
        VaultClient client = transit.opened(VaultClient.at(admin.address(), VaultAuth.token("the-token")));

        assertThat(List.of(auth, client, transit.kek(client), VaultAuth.tokenFile(file("the-token")))
                        .toString())
                .doesNotContain("the-role", "the-secret", "the-token");
    }

    @Test
    void a_token_with_a_line_break_is_refused_before_it_is_sent() {
        assertThatThrownBy(() -> VaultAuth.token("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VaultAuth.token(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private TestRole role() {
        return TestRole.create(admin, rules, Map.of());
    }

    private VaultAuth wrapped(TestRole role, String wrappingToken) throws IOException {
        return VaultAuth.appRoleWrapped(role.roleId(), file(wrappingToken)).mountedAt(role.mount());
    }

    private String kubernetesRole(TestKubernetes kubernetes) throws IOException {
        String mount = "kubernetes-" + UUID.randomUUID();
        admin.post("sys/auth/" + mount, Map.of("type", "kubernetes"));
        admin.post(
                "auth/" + mount + "/config",
                Map.of(
                        "kubernetes_host", kubernetes.address().toString(),
                        "kubernetes_ca_cert", Files.readString(new TestCertificates(folder).authority()),
                        "disable_local_ca_jwt", true));
        admin.post(
                "auth/" + mount + "/role/cards",
                Map.of(
                        "bound_service_account_names", List.of("cards"),
                        "bound_service_account_namespaces", List.of("payments"),
                        "token_policies", List.of(admin.policy(rules))));
        return mount;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve(UUID.randomUUID().toString()), content + "\n");
    }
}
