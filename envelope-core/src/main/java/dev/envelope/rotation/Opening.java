package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Item;
import dev.envelope.Outcome;
import java.util.Arrays;
import java.util.List;

/** Opens envelopes, content included, and keeps nothing of it. */
final class Opening implements RowMover.ValueMove {

    private static final byte[] NOTHING = {};

    @Override
    public boolean wants(EnvelopeCipher cipher, byte[] value, boolean text) {
        return true;
    }

    @Override
    public List<Outcome<byte[]>> move(EnvelopeCipher cipher, List<Item> values, boolean text) {
        return Decrypting.open(cipher, values, text).stream()
                .map(outcome -> outcome.<byte[]>map(message -> {
                    Arrays.fill(message, (byte) 0);
                    return NOTHING;
                }))
                .toList();
    }
}
