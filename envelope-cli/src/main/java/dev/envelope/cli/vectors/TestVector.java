package dev.envelope.cli.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One case of the test vectors, as {@code docs/format.md}, section 10, defines it.
 *
 * @param name its name
 * @param kekName the name of the reader's only key
 * @param kekVersion its version
 * @param kek the key, which is no secret
 * @param context keys and values of the context in turn; may break the rules of contexts
 * @param message the message; empty for an invalid case
 * @param envelope the binary form; empty where the case is about the text form alone
 * @param text the text form; empty where there is none
 * @param result {@code valid} or the code of the refusal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestVector(
        String name,
        String kekName,
        String kekVersion,
        byte[] kek,
        List<String> context,
        Optional<byte[]> message,
        Optional<byte[]> envelope,
        Optional<String> text,
        String result) {

    static final String VALID = "valid";

    boolean isValid() {
        return result.equals(VALID);
    }

    /**
     * Reads a case.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TestVector of(JsonNode node) {
        JsonNode kek = field(node, "kek");
        List<String> context = new ArrayList<>();
        for (JsonNode pair : field(node, "context")) {
            if (pair.size() != 2) {
                throw new IllegalArgumentException("a context is made of pairs");
            }
            pair.forEach(half -> context.add(half.asText()));
        }
        return new TestVector(
                text(node, "name"),
                text(kek, "name"),
                text(kek, "version"),
                HexFormat.of().parseHex(text(kek, "key")),
                context,
                bytes(node, "plaintext"),
                bytes(node, "envelope"),
                optional(node, "text"),
                text(node, "result"));
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
