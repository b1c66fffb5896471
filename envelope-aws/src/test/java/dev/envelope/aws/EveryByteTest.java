package dev.envelope.aws;

import dev.envelope.EnvelopeCipher;
import dev.envelope.altered.EveryByteSuite;
import dev.envelope.altered.Unwrapping;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.util.Map;
import java.util.Set;

/** AWS KMS: a ciphertext says by itself which key material made it, and the label is never sent. */
class EveryByteTest extends EveryByteSuite {

    private final InMemoryKms kms = new InMemoryKms();
    private final InMemoryKmsClient client = InMemoryKmsClient.of(kms);
    private final EnvelopeCipher cipher =
            EnvelopeCipher.using(AwsKmsKey.named("cards", client, client.keyArn(kms.createKey("key"))));

    @Override
    protected byte[] envelope() {
        return cipher.encrypt(MESSAGE, ROW);
    }

    @Override
    protected EnvelopeCipher reader() {
        return cipher;
    }

    @Override
    protected Map<String, Unwrapping> keyring() {
        return Map.of("cards", Unwrapping.ofItsBytes());
    }

    @Override
    protected Set<String> harmless() {
        return Set.of("version of the primary");
    }
}
