package dev.envelope.altered;

import dev.envelope.EnvelopeCipher;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsPrincipal;
import java.util.Map;
import java.util.Set;

/** A cloud key service, whose ciphertexts say by which version of the key they were made. */
class InMemoryKmsEveryByteTest extends EveryByteSuite {

    private final InMemoryKms kms = new InMemoryKms();
    private final EnvelopeCipher cipher =
            EnvelopeCipher.using(kms.kek("cards", kms.createKey("key"), KmsPrincipal.administrator()));

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
