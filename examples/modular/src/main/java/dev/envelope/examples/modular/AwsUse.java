package dev.envelope.examples.modular;

import dev.envelope.aws.AwsKmsKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.aws.InMemoryKmsClient;

/** A key of AWS KMS, which is the testkit's here. */
final class AwsUse implements Use {

    @Override
    public Class<?> ofClass() {
        return AwsKmsKey.class;
    }

    @Override
    public String run() {
        InMemoryKms kms = new InMemoryKms();
        kms.createAlias("alias/cards", kms.createKey("1234abcd"));
        try (InMemoryKmsClient client = InMemoryKmsClient.of(kms)) {
            return Main.roundTrip(AwsKmsKey.named("cards", client, "alias/cards"));
        }
    }
}
