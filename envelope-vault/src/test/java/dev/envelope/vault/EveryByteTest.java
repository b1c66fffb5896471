package dev.envelope.vault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.altered.EveryByteSuite;
import dev.envelope.altered.Unwrapping;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/** Transit: the label is the version that the server is asked for, so nothing is harmless. */
@RequiresVault
class EveryByteTest extends EveryByteSuite {

    private final Transit transit = Transit.of(TestVault.shared());
    private final EnvelopeCipher cipher = EnvelopeCipher.using(transit.kek());

    @AfterAll
    void close() {
        transit.close();
    }

    @Override
    protected byte[] envelope() {
        return cipher.encrypt(MESSAGE, ROW);
    }

    @Override
    protected EnvelopeCipher reader() {
        return cipher;
    }

    /** Of a version that the key has not, Vault says that the ciphertext is invalid. */
    @Override
    protected Map<String, Unwrapping> keyring() {
        return Map.of("cards", Unwrapping.underItsLabel(ErrorCode.WRAPPED_KEY_REFUSED));
    }

    @Override
    protected Set<String> harmless() {
        return Set.of();
    }
}
