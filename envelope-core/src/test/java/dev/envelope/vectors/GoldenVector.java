package dev.envelope.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One case of docs/vectors/envelope-v1.json. */
record GoldenVector(
        String name,
        String comment,
        List<Kek> keyring,
        List<String> context,
        Optional<String> plaintext,
        Optional<String> plaintextSha256,
        Optional<String> envelope,
        Optional<String> text,
        String result) {

    /** One version of a KEK of the reader's. */
    record Kek(String name, String version, String key) {

        private static Kek of(JsonNode node) {
            return new Kek(
                    node.get("name").asText(),
                    node.get("version").asText(),
                    node.get("key").asText());
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(key);
        }
    }

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

    /** Requires that an opened message is this case's. */
    void requireMessage(byte[] opened) {
        if (plaintext.isPresent()) {
            assertThat(HexFormat.of().formatHex(opened)).isEqualTo(plaintext.get());
        } else {
            assertThat(sha256(opened)).isEqualTo(plaintextSha256.orElseThrow());
        }
    }

    /** All versions of all KEKs of the reader's keyring. */
    Keyring toKeyring() {
        Map<String, LocalKey> keks = new LinkedHashMap<>();
        for (Kek kek : keyring) {
            keks.merge(
                    kek.name,
                    LocalKey.of(kek.name, kek.version, kek.bytes()),
                    (held, older) -> held.withPrevious(kek.version, kek.bytes()));
        }
        Iterator<LocalKey> each = keks.values().iterator();
        Keyring all = Keyring.of(each.next());
        while (each.hasNext()) {
            all = all.decryptingWith(each.next());
        }
        return all;
    }

    @Override
    public String toString() {
        return name;
    }

    private static GoldenVector of(JsonNode node) {
        List<String> context = new ArrayList<>();
        node.get("context").forEach(pair -> pair.forEach(text -> context.add(text.asText())));
        List<Kek> keyring = new ArrayList<>();
        if (node.has("keyring")) {
            node.get("keyring").forEach(kek -> keyring.add(Kek.of(kek)));
        } else {
            keyring.add(Kek.of(node.get("kek")));
        }
        return new GoldenVector(
                node.get("name").asText(),
                node.get("comment").asText(),
                keyring,
                context,
                text(node, "plaintext"),
                text(node, "plaintextSha256"),
                node.has("envelopeParts") ? Optional.of(joined(node.get("envelopeParts"))) : text(node, "envelope"),
                text(node, "text"),
                node.get("result").asText());
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.path(field).isTextual() ? Optional.of(node.get(field).asText()) : Optional.empty();
    }

    /** Numbers stand for as many zero bytes. */
    private static String joined(JsonNode parts) {
        StringBuilder hex = new StringBuilder();
        parts.forEach(part -> hex.append(part.isInt() ? "00".repeat(part.intValue()) : part.textValue()));
        return hex.toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
