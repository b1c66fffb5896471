package dev.envelope.examples.secrets;

import dev.envelope.aws.AwsKmsKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The demonstration's account on a moto server: a bucket, and two keys that one alias can point at. */
final class DemoAccount implements AutoCloseable {

    static final String ALIAS_PREFIX = "alias/secrets-";

    private final Aws aws;
    private final String alias;
    private final String firstKeyArn;
    private final String secondKeyArn;
    private final Traffic traffic = new Traffic();
    private final Audit audit = new Audit(Clock.systemUTC());
    private final Meanwhile meanwhile = new Meanwhile(audit);
    private final S3Bucket bucket;

    DemoAccount(URI moto) {
        aws = Aws.moto(moto);
        String unique = UUID.randomUUID().toString().substring(0, 8);
        alias = ALIAS_PREFIX + unique;
        firstKeyArn = newKey();
        secondKeyArn = newKey();
        aws.kms().createAlias(request -> request.aliasName(alias).targetKeyId(firstKeyArn));
        bucket = new S3Bucket(aws.s3(), "secrets-" + unique, traffic);
        aws.s3()
                .createBucket(request -> request.bucket(bucket.name())
                        .createBucketConfiguration(configuration -> configuration.locationConstraint("eu-central-1")));
    }

    private String newKey() {
        return aws.kms()
                .createKey(request -> request.description("an example"))
                .keyMetadata()
                .arn();
    }

    /** A program that uses the alias, and may open what these keys wrapped before. */
    SecretStore program(String... earlierKeyArns) {
        return new SecretStore(
                bucket,
                AwsKmsKey.builder(Main.KEK_NAME, aws.kms(), alias)
                        .alsoDecrypting(earlierKeyArns)
                        .listener(meanwhile)
                        .build());
    }

    void pointAliasAtSecondKey() {
        aws.kms().updateAlias(request -> request.aliasName(alias).targetKeyId(secondKeyArn));
    }

    /** Disables key A, by its bare id: moto does not find it by the ARN here. */
    void disableFirstKey() {
        aws.kms().disableKey(request -> request.keyId(firstKeyArn.substring(firstKeyArn.lastIndexOf('/') + 1)));
    }

    String alias() {
        return alias;
    }

    String firstKeyArn() {
        return firstKeyArn;
    }

    String secondKeyArn() {
        return secondKeyArn;
    }

    S3Bucket bucket() {
        return bucket;
    }

    Traffic traffic() {
        return traffic;
    }

    Audit audit() {
        return audit;
    }

    Meanwhile meanwhile() {
        return meanwhile;
    }

    /** Everything that is stored. */
    Iterable<S3Object> objects() {
        return aws.s3()
                .listObjectsV2Paginator(request -> request.bucket(bucket.name()))
                .contents();
    }

    /** The bytes of a stored object as they are, on which no claim about traffic is made. */
    InputStream raw(String key) {
        return aws.s3().getObject(request -> request.bucket(bucket.name()).key(key));
    }

    /** Writes an object as someone would who may write to the bucket and goes round the program. */
    String overwrite(String key, byte[] bytes) throws IOException {
        return new S3Bucket(aws.s3(), bucket.name(), new Traffic()).create(key, new ByteArrayInputStream(bytes));
    }

    /** Removes the bucket with all that is in it. Keys can't be removed at once, and go with the server. */
    @Override
    public void close() {
        for (S3Object object : objects()) {
            bucket.delete(object.key());
        }
        aws.s3().deleteBucket(request -> request.bucket(bucket.name()));
        aws.close();
    }
}
