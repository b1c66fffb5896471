package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs as processes, which share a database and a key in Transit, and log in by AppRoles with separate rights. */
@RequiresVault
class TransitProgramsTest {

    private final VaultAdmin admin = VaultDevServer.admin();
    private final String mount = "card-vault-test-" + UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestVault vault;
    private Programs api;
    private Programs processor;
    private Programs rewrapper;

    @BeforeEach
    void open() throws Exception {
        vault = TestVault.open();
        admin.write("sys/mounts/" + mount, Map.of("type", "transit"));
        admin.write("sys/auth/" + mount, Map.of("type", "approle"));
        admin.write(mount + "/keys/cards", Map.of("derived", true));
        api = programs("api", "encrypt", "");
        processor = programs("processor", "decrypt", "");
        rewrapper = programs("rewrapper", "rewrap", "path \"" + mount + "/keys/cards\" { capabilities = [\"read\"] }");
    }

    @AfterEach
    void close() throws IOException {
        vault.close();
        admin.delete("sys/mounts/" + mount);
        admin.delete("sys/auth/" + mount);
        for (String program : new String[] {"api", "processor", "rewrapper"}) {
            admin.delete("sys/policies/acl/" + mount + "-" + program);
        }
    }

    @Test
    void what_one_stores_the_other_processes_before_and_after_a_rotation() throws Exception {
        api.withApi(client -> client.store("Alice Adams", TestVault.VISA));
        admin.write(mount + "/keys/cards/rotate", Map.of());
        api.withApi(client -> client.store("Bob Brown", TestVault.MASTERCARD));

        Programs.Ended rewrap = rewrapper.run("rewrap");

        assertThat(rewrap.output()).contains("Cards moved: 1. Nothing is left to be done.");
        assertThat(rewrap.status()).isZero();
        assertThat(processor.run("processor").output()).contains("2 processed, 0 not");
    }

    @Test
    void the_api_and_the_rewrapper_cannot_process() throws Exception {
        api.withApi(client -> client.store("Alice Adams", TestVault.VISA));

        assertThat(api.run("processor").output()).contains("[access-denied]", "0 processed, 1 not");
        assertThat(rewrapper.run("processor").output()).contains("[access-denied]", "0 processed, 1 not");
    }

    @Test
    void a_key_in_vault_is_rotated_there() throws Exception {
        Programs.Ended rotate = api.run("rotate-key");

        assertThat(rotate.output()).contains("vault write -f " + mount + "/keys/cards/rotate");
        assertThat(rotate.status()).isEqualTo(2);
    }

    /** A program with a role that has one right at data keys, and a further one. */
    private Programs programs(String program, String operation, String further) throws IOException {
        String policy = mount + "-" + program;
        admin.write(
                "sys/policies/acl/" + policy,
                Map.of(
                        "policy",
                        "path \"" + mount + "/" + operation + "/cards\" { capabilities = [\"update\"] }\n" + further));
        String role = "auth/" + mount + "/role/" + program;
        admin.write(role, Map.of("token_policies", policy));
        Path secretId = directory.resolve(program + ".secret-id");
        Files.writeString(
                secretId,
                admin.write(role + "/secret-id", Map.of()).at("/data/secret_id").asText());

        Map<String, String> environment = new HashMap<>(VaultDevServer.environment());
        environment.remove(Settings.VAULT_TOKEN);
        environment.put(Settings.KEK, "vault");
        environment.put(Settings.TRANSIT_MOUNT, mount);
        environment.put(
                Settings.ROLE_ID,
                admin.read(role + "/role-id").at("/data/role_id").asText());
        environment.put(Settings.SECRET_ID_FILE, secretId.toString());
        environment.put(Settings.ROLE_MOUNT, mount);
        environment.put(Settings.JDBC_URL, TestVault.jdbcUrl() + "&currentSchema=" + vault.schema());
        environment.put(Settings.PORT, "0");
        return new Programs(environment);
    }
}
