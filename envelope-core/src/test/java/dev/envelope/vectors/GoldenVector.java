package dev.envelope.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One case of docs/vectors/envelope-v1.json. */
record GoldenVector(
        String name,
        String comment,
        String kekName,
        String kekVersion,
        String kekKey,
        List<String> context,
        Optional<String> plaintext,
        Optional<String> envelope,
        Optional<String> text,
        String result) {

    private static final Path FILE = Path.of("..", "docs", "vectors", "envelope-v1.json");

    static Stream<GoldenVector> all() {
        try {
            JsonNode root = new ObjectMapper().readTree(Files.readString(FILE));
            if (!root.get("format").asText().equals("envelope/v1")) {
                throw new AssertionError("unexpected format in " + FILE);
            }
            List<GoldenVector> vectors = new ArrayList<>();
            root.get("cases").forEach(node -> vectors.add(of(node)));
            return vectors.stream();
        } catch (IOException e) {
            throw new AssertionError("the golden vectors belong to the project", e);
        }
    }

    static Stream<GoldenVector> valid() {
        return all().filter(vector -> vector.result.equals("valid"));
    }

    static Stream<GoldenVector> invalid() {
        return all().filter(vector -> !vector.result.equals("valid"));
    }

    byte[] key() {
        return HexFormat.of().parseHex(kekKey);
    }

    byte[] message() {
        return HexFormat.of().parseHex(plaintext.orElseThrow());
    }

    @Override
    public String toString() {
        return name;
    }

    private static GoldenVector of(JsonNode node) {
        List<String> context = new ArrayList<>();
        node.get("context").forEach(pair -> pair.forEach(text -> context.add(text.asText())));
        JsonNode kek = node.get("kek");
        return new GoldenVector(
                node.get("name").asText(),
                node.get("comment").asText(),
                kek.get("name").asText(),
                kek.get("version").asText(),
                kek.get("key").asText(),
                context,
                text(node, "plaintext"),
                text(node, "envelope"),
                text(node, "text"),
                node.get("result").asText());
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.get(field).isNull()
                ? Optional.empty()
                : Optional.of(node.get(field).asText());
    }
}
