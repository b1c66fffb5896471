package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.Item;
import dev.envelope.Outcome;
import dev.envelope.format.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encrypts what is plaintext. What begins as an envelope is left alone, whole or not. */
final class Encrypting implements RowMover.ValueMove {

    @Override
    public boolean wants(EnvelopeCipher cipher, byte[] value, boolean text) {
        if (BeginningRange.ofEnvelopes(text).contains(value)) {
            return false;
        }
        refuseLaterVersion(value, text);
        return true;
    }

    @Override
    public List<Outcome<byte[]>> move(EnvelopeCipher cipher, List<Item> values, boolean text) {
        return text
                ? cipher.encryptAllToText(values).stream()
                        .map(outcome -> outcome.<byte[]>map(envelope -> envelope.getBytes(StandardCharsets.US_ASCII)))
                        .toList()
                : cipher.encryptAll(values);
    }

    /** What a later release wrote is no plaintext. */
    private static void refuseLaterVersion(byte[] value, boolean text) {
        try {
            if (text) {
                Envelope.parse(Rewrapping.text(value));
            } else {
                Envelope.parse(value);
            }
        } catch (InvalidEnvelopeException e) {
            if (e.code() == ErrorCode.UNSUPPORTED_VERSION) {
                throw e;
            }
        }
    }
}
