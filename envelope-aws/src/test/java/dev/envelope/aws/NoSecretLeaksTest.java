package dev.envelope.aws;

import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.Evidence;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.NoSecretLeaksContract;
import dev.envelope.testkit.aws.InMemoryKmsClient;

/** No secret gets out through keys of AWS KMS, nor to whom is told of their calls. */
class NoSecretLeaksTest extends NoSecretLeaksContract {

    @Override
    protected KeyEncryptionKey kek(InMemoryKms kms, String keyId, Evidence evidence) {
        InMemoryKmsClient client = InMemoryKmsClient.of(kms);
        AwsKmsKey key = AwsKmsKey.builder("cards", client, client.keyArn(keyId))
                .listener(evidence.listener(AwsKmsListener.class))
                .build();
        evidence.met(key);
        return key;
    }
}
