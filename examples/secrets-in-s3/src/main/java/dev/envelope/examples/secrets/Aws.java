package dev.envelope.examples.secrets;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The clients of the SDK, which the application builds and owns.
 *
 * @param s3 the client for S3
 * @param kms the client for KMS
 */
record Aws(S3Client s3, KmsClient kms) implements AutoCloseable {

    /** Clients with the SDK's own settings: environment, profiles, roles. */
    static Aws configured(Settings settings) {
        return new Aws(
                S3Client.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .forcePathStyle(settings.usesPathStyle())
                        .build(),
                KmsClient.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build());
    }

    /** Clients of a moto server, which take nothing from the environment: they can't reach anyone's account. */
    static Aws moto(URI uri) {
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("moto", "moto"));
        return new Aws(
                S3Client.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .endpointOverride(uri)
                        .forcePathStyle(true)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(credentials)
                        .build(),
                KmsClient.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .endpointOverride(uri)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(credentials)
                        .build());
    }

    @Override
    public void close() {
        s3.close();
        kms.close();
    }
}
