package dev.envelope.rotation;

import dev.envelope.AlreadyAnEnvelopeException;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.Item;
import dev.envelope.Outcome;
import dev.envelope.format.Envelope;
import dev.envelope.internal.format.EnvelopeBeginning;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encrypts what is plaintext. What begins as an envelope is left alone, whole or not. */
final class Encrypting implements RowMover.ValueMove {

    @Override
    public boolean wants(EnvelopeCipher cipher, byte[] value, boolean text) {
        if (!EnvelopeBeginning.isAt(value)) {
            return true;
        }
        if (!BeginningRange.ofEnvelopes(text).contains(value)) {
            throw refusal(value);
        }
        return false;
    }

    @Override
    public List<Outcome<byte[]>> move(EnvelopeCipher cipher, List<Item> values, boolean text) {
        return text
                ? cipher.encryptAllToText(values).stream()
                        .map(outcome -> outcome.<byte[]>map(envelope -> envelope.getBytes(StandardCharsets.US_ASCII)))
                        .toList()
                : cipher.encryptAll(values);
    }

    /** What a later release wrote, or what is in the other form, is no plaintext. */
    static EnvelopeException refusal(byte[] value) {
        try {
            if (value[0] == 'E') {
                Envelope.parse(value);
            } else {
                Envelope.parse(Rewrapping.text(value));
            }
            return new AlreadyAnEnvelopeException();
        } catch (InvalidEnvelopeException e) {
            return e;
        }
    }
}
