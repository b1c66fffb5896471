package dev.envelope.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/** A server that speaks the protocol of AWS KMS and that others wrote. {@code servers/aws-servers} starts them. */
public enum KmsServer {
    MOTO,
    LOCAL_KMS;

    static final Region REGION = Region.EU_WEST_2; // the only one that local-kms knows

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    /** The name of its system property; the environment variable is {@code ENVELOPE_…_URL}. */
    String property() {
        return "envelope." + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".url";
    }

    Optional<URI> url() {
        return Optional.ofNullable(System.getProperty(property()))
                .or(() -> Optional.ofNullable(System.getenv("ENVELOPE_" + name() + "_URL")))
                .filter(url -> !url.isBlank())
                .map(URI::create);
    }

    KmsClient client() {
        return client(REGION);
    }

    KmsClient client(Region region) {
        return client(url().orElseThrow(), region);
    }

    static KmsClient client(URI endpoint, Region region) {
        return builder(endpoint, region).build();
    }

    /** A client without limits of its own, with the SDK's standard retries. */
    static KmsClientBuilder builder(URI endpoint, Region region) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("test-access", "test-secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(20)))
                .overrideConfiguration(settings -> settings.retryStrategy(RetryMode.STANDARD));
    }

    /** Says what is skipped where whoever reads the build's output sees it: Surefire shows numbers only. */
    static String skipped(String suite, String why) {
        if (SAID.add(suite)) {
            System.out.println("SKIPPED: " + suite + ", " + why);
        }
        return why;
    }
}
