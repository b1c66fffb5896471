package dev.envelope.examples.secrets;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the environment says. Region, credentials and endpoints are the SDK's own settings: {@code AWS_REGION},
 * {@code AWS_PROFILE}, {@code AWS_ENDPOINT_URL_S3}, {@code AWS_ENDPOINT_URL_KMS} and so on.
 */
record Settings(Map<String, String> environment) {

    static final String BUCKET = "SECRETS_BUCKET";
    static final String KMS_KEY = "SECRETS_KMS_KEY";
    static final String EARLIER_KMS_KEYS = "SECRETS_EARLIER_KMS_KEYS";

    /** A server for the demonstration; the script starts one where there is none. */
    static final String MOTO_URL = "ENVELOPE_MOTO_URL";

    private static final Pattern KEY_ARN = Pattern.compile("arn:[^:]+:kms:[^:]+:[^:]+:key/[^:/]+");
    private static final List<String> S3_ENDPOINTS = List.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");

    String bucket() {
        return require(BUCKET);
    }

    /** A key id, key ARN or alias. */
    String kmsKey() {
        return require(KMS_KEY);
    }

    /** The ARNs of keys that wrapped before. */
    List<String> earlierKmsKeys() {
        return value(EARLIER_KMS_KEYS).stream()
                .flatMap(keys -> Arrays.stream(keys.split(",", -1)))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
    }

    /** Names the first setting that is missing or wrong, before anything is done. */
    void check() {
        bucket();
        kmsKey();
        for (String key : earlierKmsKeys()) {
            if (!KEY_ARN.matcher(key).matches()) {
                throw new UsageException(
                        EARLIER_KMS_KEYS + " holds '" + key + "', which is not the ARN of a key, such as"
                                + " arn:aws:kms:eu-central-1:111122223333:key/1234abcd-...");
            }
        }
    }

    /** Servers other than AWS's mostly have one host name for all buckets. */
    boolean usesPathStyle() {
        return S3_ENDPOINTS.stream().anyMatch(variable -> value(variable).isPresent());
    }

    String motoUrl() {
        return value(MOTO_URL)
                .orElseThrow(
                        () -> new UsageException("the demonstration needs a moto server: start it by the script 'run',"
                                + " which brings one, or set " + MOTO_URL));
    }

    private String require(String variable) {
        return value(variable)
                .orElseThrow(() -> new UsageException("the environment variable " + variable + " is not set"));
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }
}
