package dev.envelope.vault;

import static dev.envelope.vault.Transit.assertFails;
import static dev.envelope.vault.Transit.assertWorks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens end: by their lease, by their longest life, by someone's order. Programs go on. */
@RequiresVault
class TokenLifeTest {

    private final Transit transit = Transit.of(TestVault.shared());
    private final VaultAdmin admin = transit.admin();

    @AfterEach
    void close() {
        transit.close();
    }

    @Test
    void a_login_outlives_its_leases_and_the_longest_life_of_its_token() throws InterruptedException {
        TestRole role = TestRole.create(
                admin, transit.rules("encrypt", "decrypt"), Map.of("token_ttl", "2s", "token_max_ttl", "5s"));
        VaultTransitKey kek = transit.kek(role.auth());

        assertWorks(kek);
        Set<String> first = role.tokens();

        callFor(Duration.ofSeconds(11), kek);

        assertThat(first).hasSize(1);
        assertThat(role.tokens()).isNotEmpty().doesNotContainAnyElementsOf(first);
    }

    @Test
    void a_token_that_was_given_is_renewed_while_the_program_is_idle() throws InterruptedException {
        VaultTransitKey kek = transit.kek(VaultAuth.token(
                admin.tokenWith(transit.rules("encrypt", "decrypt"), Map.of("period", "2s", "no_parent", true))));
        assertWorks(kek);

        TimeUnit.SECONDS.sleep(5);

        assertWorks(kek);
    }

    @Test
    void a_token_that_can_not_be_renewed_is_denied_at_its_end() throws InterruptedException {
        VaultTransitKey kek = transit.kek(VaultAuth.token(
                admin.tokenWith(transit.rules("encrypt", "decrypt"), Map.of("ttl", "2s", "renewable", false))));
        assertWorks(kek);

        TimeUnit.SECONDS.sleep(4);

        assertFails(ErrorCode.ACCESS_DENIED, () -> assertWorks(kek));
    }

    @Test
    void a_login_whose_token_was_revoked_logs_in_once_more() {
        TestRole role = TestRole.create(admin, transit.rules("encrypt", "decrypt"), Map.of());
        VaultTransitKey kek = transit.kek(role.auth());
        assertWorks(kek);
        Set<String> before = role.tokens();
        role.revokeTokens();

        assertWorks(kek);

        assertThat(role.tokens()).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void a_missing_right_costs_one_more_login_and_not_one_for_each_call() {
        TestRole role = TestRole.create(admin, transit.rules("decrypt"), Map.of());
        VaultTransitKey kek = transit.kek(role.auth());

        for (int i = 0; i < 20; i++) {
            assertFails(ErrorCode.ACCESS_DENIED, () -> Transit.wrapNew(kek));
        }

        assertThat(role.tokens()).hasSize(2);
    }

    @Test
    void many_threads_that_start_cold_share_one_login() {
        TestRole role = TestRole.create(admin, transit.rules("encrypt", "decrypt"), Map.of());
        VaultTransitKey kek = transit.kek(role.auth());

        List.of(1, 2, 3, 4, 5, 6, 7, 8).parallelStream().forEach(i -> assertWorks(kek));

        assertThat(role.tokens()).hasSize(1);
    }

    @Test
    void closing_revokes_the_token_of_a_login() {
        TestRole role = TestRole.create(admin, transit.rules("encrypt", "decrypt"), Map.of());
        try (VaultClient client = VaultClient.at(admin.address(), role.auth())) {
            assertWorks(transit.kek(client));
            assertThat(role.tokens()).hasSize(1);
        }

        assertThat(role.tokens()).isEmpty();
    }

    @Test
    void a_closed_client_says_that_it_is_closed() {
        TestRole role = TestRole.create(admin, transit.rules("encrypt", "decrypt"), Map.of());
        VaultClient client = VaultClient.at(admin.address(), role.auth());
        client.close();

        assertThat(Transit.failureOf(() -> assertWorks(transit.kek(client))))
                .hasMessageContaining("VaultClient was closed");
    }

    @Test
    void closing_leaves_a_token_that_was_given_alone() {
        String token = admin.tokenWith(transit.rules("encrypt", "decrypt"), Map.of());
        try (VaultClient client = VaultClient.at(admin.address(), VaultAuth.token(token))) {
            assertWorks(transit.kek(client));
        }

        assertThat(admin.withToken(token).status("GET", "auth/token/lookup-self"))
                .isEqualTo(200);
    }

    @Test
    void a_token_file_is_read_again_when_its_token_is_refused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("token");
        String first = admin.tokenWith(transit.rules("encrypt", "decrypt"), Map.of());
        Files.writeString(file, first + "\n");
        VaultTransitKey kek = transit.kek(VaultAuth.tokenFile(file));
        assertWorks(kek);
        Files.writeString(file, admin.tokenWith(transit.rules("encrypt", "decrypt"), Map.of()) + "\n");
        admin.post("auth/token/revoke", Map.of("token", first));

        assertWorks(kek);
    }

    @Test
    void a_token_file_that_is_not_there_is_named(@TempDir Path folder) {
        VaultTransitKey kek = transit.kek(VaultAuth.tokenFile(folder.resolve("missing")));

        assertThat(Transit.failureOf(() -> assertWorks(kek)))
                .hasMessageContaining(folder.resolve("missing").toString());
    }

    private static void callFor(Duration duration, VaultTransitKey kek) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        Set<String> versions = new HashSet<>();
        while (System.nanoTime() < end) {
            assertWorks(kek);
            versions.add(Transit.wrapNew(kek).kekVersion());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(versions).containsExactly("v1");
    }
}
