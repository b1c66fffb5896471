package dev.envelope.altered;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.LocalKey;
import java.util.Map;
import java.util.Set;

/** Under a local key nothing is harmless: all that is read is authenticated, the labels included. */
class LocalKeyEveryByteTest extends EveryByteSuite {

    private final EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.ephemeral("cards"));

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
        return Map.of("cards", Unwrapping.underItsLabel(ErrorCode.KEK_VERSION_RETIRED));
    }

    @Override
    protected Set<String> harmless() {
        return Set.of();
    }
}
