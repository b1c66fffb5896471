package dev.envelope.cli.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One case of the test vectors, as {@code docs/format.md}, section 10, defines it.
 *
 * @param name its name
 * @param keyring the versions of the reader's keys
 * @param context keys and values of the context in turn; may break the rules of contexts
 * @param message the message; empty for an invalid case, and where only its digest is known
 * @param messageSha256 the SHA-256 of the message, in place of a long one
 * @param envelope the binary form; empty where the case is about the text form alone
 * @param text the text form; empty where there is none
 * @param result {@code valid} or the code of the refusal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestVector(
        String name,
        List<Kek> keyring,
        List<String> context,
        Optional<byte[]> message,
        Optional<byte[]> messageSha256,
        Optional<byte[]> envelope,
        Optional<String> text,
        String result) {

    static final String VALID = "valid";

    /** In one part of an envelope: a number is checked before that much is allocated. */
    private static final int MOST_ZEROS = 1 << 20;

    /**
     * One version of a key of the reader's.
     *
     * @param name the name of the key
     * @param version its version
     * @param key the key, which is no secret
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kek(String name, String version, byte[] key) {

        private static Kek of(JsonNode node) {
            return new Kek(
                    TestVector.text(node, "name"),
                    TestVector.text(node, "version"),
                    HexFormat.of().parseHex(TestVector.text(node, "key")));
        }
    }

    boolean isValid() {
        return result.equals(VALID);
    }

    /** Tells whether what a reader got is the message. */
    boolean isMessage(byte[] opened) {
        return message.map(expected -> Arrays.equals(expected, opened))
                .or(() -> messageSha256.map(expected -> Arrays.equals(expected, sha256(opened))))
                .orElse(false);
    }

    /**
     * Reads a case.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TestVector of(JsonNode node) {
        List<Kek> keyring = new ArrayList<>();
        if (node.has("keyring")) {
            field(node, "keyring").forEach(kek -> keyring.add(Kek.of(kek)));
        } else {
            keyring.add(Kek.of(field(node, "kek")));
        }
        if (keyring.isEmpty()) {
            throw new IllegalArgumentException("a keyring has a key");
        }
        List<String> context = new ArrayList<>();
        for (JsonNode pair : field(node, "context")) {
            if (pair.size() != 2) {
                throw new IllegalArgumentException("a context is made of pairs");
            }
            pair.forEach(half -> context.add(half.asText()));
        }
        return new TestVector(
                text(node, "name"),
                keyring,
                context,
                bytes(node, "plaintext"),
                node.has("plaintextSha256") ? bytes(node, "plaintextSha256") : Optional.empty(),
                node.has("envelopeParts") ? Optional.of(joined(node.get("envelopeParts"))) : bytes(node, "envelope"),
                optional(node, "text"),
                text(node, "result"));
    }

    /** Numbers stand for as many zero bytes. */
    private static byte[] joined(JsonNode parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (JsonNode part : parts) {
            if (part.isTextual()) {
                whole.writeBytes(HexFormat.of().parseHex(part.textValue()));
            } else if (part.isInt() && part.intValue() >= 0 && part.intValue() <= MOST_ZEROS) {
                whole.writeBytes(new byte[part.intValue()]);
            } else {
                throw new IllegalArgumentException("a part of an envelope is neither bytes nor a number of zeros");
            }
        }
        return whole.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static Optional<byte[]> bytes(JsonNode node, String name) {
        return optional(node, name).map(HexFormat.of()::parseHex);
    }

    private static Optional<String> optional(JsonNode node, String name) {
        return field(node, name).isNull() ? Optional.empty() : Optional.of(text(node, name));
    }

    private static String text(JsonNode node, String name) {
        JsonNode field = field(node, name);
        if (!field.isTextual()) {
            throw new IllegalArgumentException("'" + name + "' is not a text");
        }
        return field.textValue();
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode field = node.get(name);
        if (field == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return field;
    }
}
