package dev.envelope.examples.cardvault;

import dev.envelope.vault.VaultAuth;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says. The JDBC URL holds a password, and Vault's token is one; the command line would show them to other
 * users. What the command {@code vault} knows too is called as there.
 */
record Settings(Map<String, String> environment) {

    static final String JDBC_URL = "CARD_VAULT_JDBC_URL";
    static final String KEY_FILE = "CARD_VAULT_KEY_FILE";
    static final String PORT = "CARD_VAULT_PORT";
    static final String KEK = "KEK";
    static final String TRANSIT_MOUNT = "CARD_VAULT_TRANSIT_MOUNT";
    static final String TRANSIT_KEY = "CARD_VAULT_TRANSIT_KEY";
    static final String ROLE_ID = "CARD_VAULT_ROLE_ID";
    static final String ROLE_MOUNT = "CARD_VAULT_ROLE_MOUNT";
    static final String SECRET_ID_FILE = "CARD_VAULT_SECRET_ID_FILE";
    static final String VAULT_ADDR = "VAULT_ADDR";
    static final String VAULT_TOKEN = "VAULT_TOKEN";
    static final String VAULT_NAMESPACE = "VAULT_NAMESPACE";
    static final String VAULT_CACERT = "VAULT_CACERT";

    private static final String VAULT = "vault";

    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    Optional<String> jdbcUrl() {
        return value(JDBC_URL);
    }

    String requireJdbcUrl() {
        return jdbcUrl().orElseThrow(() -> missing(JDBC_URL));
    }

    Path requireKeyFile() {
        return Path.of(value(KEY_FILE).orElseThrow(() -> missing(KEY_FILE)));
    }

    /** Refuses a key service that no program here knows. */
    void requireKnownKek() {
        Optional<String> unknown = value(KEK).filter(kek -> !kek.equals(VAULT));
        if (unknown.isPresent()) {
            throw new UsageException(KEK + " is '" + unknown.get() + "', and it can be '" + VAULT + "' or not set");
        }
    }

    /** Whether the key-encryption key is in Vault's Transit engine; it is in memory or in a file otherwise. */
    boolean usesVault() {
        requireKnownKek();
        return value(KEK).isPresent();
    }

    VaultServer requireVault() {
        String address = value(VAULT_ADDR).orElseThrow(() -> missing(VAULT_ADDR));
        try {
            return new VaultServer(
                    URI.create(address),
                    value(VAULT_NAMESPACE),
                    value(VAULT_CACERT).map(Path::of));
        } catch (IllegalArgumentException e) {
            throw new UsageException(VAULT_ADDR + " is no address such as https://vault.example.com:8200");
        }
    }

    /** Whoever makes engines, keys and policies for a demonstration. */
    VaultAdmin requireVaultAdmin() {
        VaultServer server = requireVault();
        // refuses an address that is none, or one that the token would go to in the clear
        server.client(requireVaultToken()).close();
        return new VaultAdmin(server, value(VAULT_TOKEN).orElseThrow());
    }

    /** How a program logs in: as a role if it has one, or else with a token. */
    VaultAuth requireVaultAuth() {
        Optional<String> role = value(ROLE_ID);
        if (role.isEmpty()) {
            return requireVaultToken();
        }
        Path secretId = Path.of(value(SECRET_ID_FILE).orElseThrow(() -> missing(SECRET_ID_FILE)));
        try {
            return VaultAuth.appRole(role.get(), secretId)
                    .mountedAt(value(ROLE_MOUNT).orElse("approle"));
        } catch (IllegalArgumentException e) {
            throw new UsageException(ROLE_MOUNT + ": " + e.getMessage());
        }
    }

    private VaultAuth requireVaultToken() {
        String token = value(VAULT_TOKEN).orElseThrow(() -> missing(VAULT_TOKEN));
        try {
            return VaultAuth.token(token);
        } catch (IllegalArgumentException e) {
            throw new UsageException(VAULT_TOKEN + ": " + e.getMessage());
        }
    }

    String transitMount() {
        return value(TRANSIT_MOUNT).orElse("transit");
    }

    String transitKey() {
        return value(TRANSIT_KEY).orElse(Main.KEK_NAME);
    }

    int port() {
        String port = value(PORT).orElse(Integer.toString(DEFAULT_PORT));
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= MAX_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new UsageException(PORT + " is '" + port + "', and a port is a number from 0 to " + MAX_PORT);
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    private static UsageException missing(String variable) {
        return new UsageException("the environment variable " + variable + " is not set");
    }
}
