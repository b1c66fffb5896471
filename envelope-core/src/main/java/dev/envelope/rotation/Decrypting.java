package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import dev.envelope.Item;
import dev.envelope.Outcome;
import dev.envelope.TextItem;
import dev.envelope.internal.format.Utf8;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;

/** Decrypts what is encrypted. */
final class Decrypting implements RowMover.ValueMove {

    @Override
    public boolean wants(EnvelopeCipher cipher, byte[] value, boolean text) {
        return BeginningRange.ofEnvelopes(text).contains(value);
    }

    @Override
    public List<Outcome<byte[]>> move(EnvelopeCipher cipher, List<Item> values, boolean text) {
        List<Outcome<byte[]>> opened = open(cipher, values, text);
        return text
                ? opened.stream()
                        .map(outcome -> outcome.<byte[]>map(Decrypting::requireText))
                        .toList()
                : opened;
    }

    static List<Outcome<byte[]>> open(EnvelopeCipher cipher, List<Item> values, boolean text) {
        return text
                ? cipher.decryptAllText(values.stream()
                        .map(item -> new TextItem(Rewrapping.text(item.bytes()), item.context()))
                        .toList())
                : cipher.decryptAll(values);
    }

    private static byte[] requireText(byte[] message) {
        try {
            Utf8.decode(message);
            return message;
        } catch (CharacterCodingException e) {
            Arrays.fill(message, (byte) 0);
            throw new InvalidInputException(
                    ErrorCode.INVALID_TEXT,
                    "The record was decrypted and is not UTF-8 text, so a text column can't hold it. It stays as it is.");
        }
    }
}
