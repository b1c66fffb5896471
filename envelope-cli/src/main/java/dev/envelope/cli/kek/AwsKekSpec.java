package dev.envelope.cli.kek;

import dev.envelope.aws.AwsKmsKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;

/**
 * A key of AWS KMS.
 *
 * @param name the name in envelopes
 * @param keyId the key id, key ARN, alias or alias ARN
 */
public record AwsKekSpec(String name, String keyId) implements KekSpec {

    private static final int REGION = 3;
    private static final int ARN_PARTS = 6;

    @Override
    public KeyEncryptionKey open(KeyServices services) {
        return AwsKmsKey.named(name, services.kms(name, region()), keyId);
    }

    /** The region that an ARN names, which is the only one where KMS knows it. */
    Optional<String> region() {
        String[] parts = keyId.split(":", ARN_PARTS);
        return parts.length == ARN_PARTS && parts[0].equals("arn") && !parts[REGION].isEmpty()
                ? Optional.of(parts[REGION])
                : Optional.empty();
    }
}
