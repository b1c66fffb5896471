package dev.envelope.cli.kek;

import dev.envelope.KekMisconfiguredException;
import dev.envelope.LocalKey;
import dev.envelope.vault.ContextBinding;
import dev.envelope.vault.VaultClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/** What keys are reached by, each made when the first key asks for it. Closing wipes local keys. Not for several threads at once. */
public final class KeyServices implements AutoCloseable {

    private final Optional<URI> awsEndpoint;
    private final ContextBinding vaultBinding;
    private final Map<String, String> environment;
    private final Map<Optional<String>, KmsClient> kms = new HashMap<>();
    private final List<LocalKey> local = new ArrayList<>();
    private @Nullable VaultClient vault;

    /**
     * Key services that nothing was asked of yet.
     *
     * @param awsEndpoint where AWS KMS is, other than where the region says
     * @param vaultBinding how keys of Vault bind data keys to contexts
     * @param environment the environment variables, which say where Vault is
     */
    public KeyServices(Optional<URI> awsEndpoint, ContextBinding vaultBinding, Map<String, String> environment) {
        this.awsEndpoint = awsEndpoint;
        this.vaultBinding = vaultBinding;
        this.environment = environment;
    }

    LocalKey local(String name, Path file) {
        LocalKey key = LocalKey.fromFile(name, file);
        local.add(key);
        return key;
    }

    /** A client by the SDK's own chains of credentials and regions. */
    KmsClient kms(String name, Optional<String> region) {
        try {
            return kms.computeIfAbsent(region, this::newKmsClient);
        } catch (SdkException | IllegalArgumentException e) {
            throw new KekMisconfiguredException(
                    name, "no client of AWS KMS can be made; set region and credentials as the AWS SDK finds them", e);
        }
    }

    /** The client for all keys of Vault, as the environment says. */
    VaultClient vault(String name) {
        if (vault == null) {
            vault = new VaultEnvironment(name, environment).client();
        }
        return vault;
    }

    ContextBinding vaultBinding() {
        return vaultBinding;
    }

    private KmsClient newKmsClient(Optional<String> region) {
        KmsClientBuilder builder = KmsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
        region.map(Region::of).ifPresent(builder::region);
        awsEndpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @Override
    public void close() {
        local.forEach(LocalKey::close);
        kms.values().forEach(KmsClient::close);
        if (vault != null) {
            vault.close();
        }
    }
}
