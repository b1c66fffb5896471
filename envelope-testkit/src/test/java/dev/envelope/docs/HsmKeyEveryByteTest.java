package dev.envelope.docs;

import dev.envelope.EnvelopeCipher;
import dev.envelope.altered.EveryByteSuite;
import dev.envelope.altered.Unwrapping;
import java.util.Map;
import java.util.Set;

/** The example of docs/providers.md, which goes by the wrapped bytes and writes no version. */
class HsmKeyEveryByteTest extends EveryByteSuite {

    private final EnvelopeCipher cipher = EnvelopeCipher.using(new HsmKey("cards", new FakeHsm()));

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

    /** The version is empty, and there is none that a flipped bit could make of that. */
    @Override
    protected Set<String> harmless() {
        return Set.of();
    }
}
