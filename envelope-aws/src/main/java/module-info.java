/**
 * Keys of AWS KMS as key-encryption keys, over a client of the AWS SDK that the application builds and owns.
 *
 * <p>Start with {@link dev.envelope.aws.AwsKmsKey}.
 */
// The SDK's jars have no module descriptors, only names that they reserve in their manifests.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.envelope.aws {
    requires transitive dev.envelope;
    requires transitive software.amazon.awssdk.services.kms;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.utils;
    requires static org.jspecify;

    exports dev.envelope.aws;
}
