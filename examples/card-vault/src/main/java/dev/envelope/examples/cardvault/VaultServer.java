package dev.envelope.examples.cardvault;

import dev.envelope.vault.VaultAuth;
import dev.envelope.vault.VaultClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which HashiCorp Vault or OpenBao to use.
 *
 * @param address its address
 * @param namespace its namespace; empty for the root
 * @param caCertificates the certificate authorities to trust; empty for those of the Java runtime
 */
record VaultServer(URI address, Optional<String> namespace, Optional<Path> caCertificates) {

    /** The way to it for one program, to be closed. */
    VaultClient client(VaultAuth auth) {
        try {
            VaultClient.Builder builder = VaultClient.builder(address, auth);
            namespace.ifPresent(builder::namespace);
            caCertificates.ifPresent(builder::caCertificates);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException("this Vault can't be used: " + e.getMessage());
        }
    }
}
