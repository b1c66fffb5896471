package dev.envelope.cli.kek;

import dev.envelope.KekMisconfiguredException;
import dev.envelope.vault.VaultAuth;
import dev.envelope.vault.VaultClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where Vault or OpenBao is and how to authenticate, by the variables that their own programs read. All are of one family,
 * {@code VAULT_} or {@code BAO_}, that of the address: the token for one server never goes to another one.
 */
final class VaultEnvironment {

    private static final String ADDRESS = "ADDR";

    private final String kekName;
    private final Map<String, String> variables;
    private final String family;

    /**
     * Looks at the environment.
     *
     * @param kekName the key that asks, for messages
     * @param variables the environment variables
     */
    VaultEnvironment(String kekName, Map<String, String> variables) {
        this.kekName = kekName;
        this.variables = variables;
        boolean openBao = valueOf("VAULT_" + ADDRESS).isEmpty()
                && valueOf("BAO_" + ADDRESS).isPresent();
        this.family = openBao ? "BAO_" : "VAULT_";
    }

    /**
     * A client, which has asked the server nothing yet.
     *
     * @return the client, to be closed
     * @throws KekMisconfiguredException if a variable is missing or is not as it has to be
     */
    VaultClient client() {
        VaultClient.Builder builder = builder();
        setting("NAMESPACE").ifPresent(namespace -> setNamespace(builder, namespace));
        Optional<String> certificate = setting("CLIENT_CERT");
        Optional<String> key = setting("CLIENT_KEY");
        if (certificate.isPresent() != key.isPresent()) {
            throw misconfigured(
                    family + "CLIENT_CERT and " + family + "CLIENT_KEY go together, and one is not set", null);
        }
        try {
            setting("CACERT").map(Path::of).ifPresent(builder::caCertificates);
            certificate.ifPresent(chain -> builder.clientCertificate(Path.of(chain), Path.of(key.orElseThrow())));
            return builder.build();
        } catch (IllegalArgumentException e) {
            if (isPlainHttp()) {
                throw misconfigured(
                        family + ADDRESS + " is plain HTTP to another machine, which shows the token and data keys to"
                                + " whoever reads the network; use https",
                        e);
            }
            throw misconfigured(
                    "a file that " + family + "CACERT, " + family + "CLIENT_CERT or " + family
                            + "CLIENT_KEY names can't be used: " + e.getMessage(),
                    e);
        } catch (IllegalStateException e) {
            throw misconfigured(String.valueOf(e.getMessage()), e);
        }
    }

    private VaultClient.Builder builder() {
        String address = setting(ADDRESS)
                .orElseThrow(() -> misconfigured(
                        "the environment does not say where Vault is; set VAULT_ADDR, or for OpenBao BAO_ADDR, such as"
                                + " https://vault.example.com:8200",
                        null));
        VaultAuth auth = auth();
        try {
            return VaultClient.builder(URI.create(address), auth);
        } catch (IllegalArgumentException e) {
            // not repeated: there may be a password in it
            throw misconfigured(
                    family + ADDRESS + " is no address of a server: one is such as https://vault.example.com:8200", e);
        }
    }

    private void setNamespace(VaultClient.Builder builder, String namespace) {
        try {
            builder.namespace(namespace);
        } catch (IllegalArgumentException e) {
            throw misconfigured(family + "NAMESPACE is no namespace: one is a path such as team/payments", e);
        }
    }

    /** The token of the environment, else a login by AppRole, else the token that {@code vault login} left. */
    private VaultAuth auth() {
        Optional<String> token = setting("TOKEN");
        if (token.isPresent()) {
            try {
                return VaultAuth.token(token.get());
            } catch (IllegalArgumentException e) {
                throw misconfigured(family + "TOKEN has characters that no token has", e);
            }
        }
        Optional<String> role = setting("ROLE_ID");
        if (role.isPresent()) {
            return VaultAuth.appRole(
                    role.get(),
                    setting("SECRET_ID_FILE")
                            .map(Path::of)
                            .orElseThrow(() -> misconfigured(
                                    family + "ROLE_ID is set, but not " + family
                                            + "SECRET_ID_FILE, which names the file with the secret id",
                                    null)));
        }
        // both programs write to the file of this name
        Optional<Path> written =
                valueOf("HOME").map(home -> Path.of(home, ".vault-token")).filter(Files::exists);
        return VaultAuth.tokenFile(written.orElseThrow(() -> misconfigured(
                "there is no token for Vault; set " + family + "TOKEN, or log in by '"
                        + (family.equals("BAO_") ? "bao" : "vault") + " login', which writes ~/.vault-token",
                null)));
    }

    private boolean isPlainHttp() {
        return setting(ADDRESS).orElse("").regionMatches(true, 0, "http:", 0, "http:".length());
    }

    private Optional<String> setting(String name) {
        return valueOf(family + name);
    }

    /** A variable that is set to nothing is one that is not set. */
    private Optional<String> valueOf(String variable) {
        return Optional.ofNullable(variables.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private KekMisconfiguredException misconfigured(String detail, @Nullable Throwable cause) {
        return new KekMisconfiguredException(kekName, detail, cause);
    }
}
