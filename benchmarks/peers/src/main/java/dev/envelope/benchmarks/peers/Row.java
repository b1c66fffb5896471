package dev.envelope.benchmarks.peers;

import dev.envelope.EncryptionContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A record, with its context in the form that each peer takes, made beforehand.
 *
 * @param plaintext the content
 * @param context for Envelope
 * @param contextMap for the AWS Encryption SDK
 * @param contextBytes for those that take associated data
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Row(byte[] plaintext, EncryptionContext context, Map<String, String> contextMap, byte[] contextBytes) {

    /** A row whose content looks random. */
    static Row of(int number, int size) {
        byte[] plaintext = new byte[size];
        new SplittableRandom(number).nextBytes(plaintext);
        String id = Integer.toString(number);
        return new Row(
                plaintext,
                EncryptionContext.of("table", "cards", "id", id),
                Map.of("table", "cards", "id", id),
                ("table=cards,id=" + id).getBytes(StandardCharsets.UTF_8));
    }
}
