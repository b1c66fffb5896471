package dev.envelope.cli.kek;

import dev.envelope.KekMisconfiguredException;
import dev.envelope.LocalKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/** What keys are reached by, each made when the first key asks for it. Closing wipes local keys. Not for several threads at once. */
public final class KeyServices implements AutoCloseable {

    private final Optional<URI> awsEndpoint;
    private final Map<Optional<String>, KmsClient> kms = new HashMap<>();
    private final List<LocalKey> local = new ArrayList<>();

    /**
     * Key services that nothing was asked of yet.
     *
     * @param awsEndpoint where AWS KMS is, other than where the region says
     */
    public KeyServices(Optional<URI> awsEndpoint) {
        this.awsEndpoint = awsEndpoint;
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
    }
}
