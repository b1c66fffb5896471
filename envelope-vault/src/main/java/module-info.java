/**
 * Keys of the Transit engine of HashiCorp Vault and OpenBao as key-encryption keys, over the JDK's HTTP client.
 *
 * <p>Start with {@link dev.envelope.vault.VaultTransitKey}.
 */
module dev.envelope.vault {
    requires transitive dev.envelope;
    requires transitive java.net.http;
    requires com.fasterxml.jackson.core;
    requires static org.jspecify;

    exports dev.envelope.vault;
}
