package dev.envelope.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.envelope.EncryptionContext;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One case of docs/vectors/envelope-v1.json: where fuzzing begins. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GoldenSeed(
        String kekName,
        String kekVersion,
        byte[] kekKey,
        List<String> context,
        Optional<byte[]> plaintext,
        Optional<byte[]> envelope,
        Optional<String> text,
        String result) {

    /** What most of them are encrypted for. */
    static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");

    private static final String FILE = "docs/vectors/envelope-v1.json";

    static List<GoldenSeed> all() {
        try {
            List<GoldenSeed> seeds = new ArrayList<>();
            new ObjectMapper().readTree(Files.readString(file())).get("cases").forEach(node -> seeds.add(of(node)));
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException("the golden vectors belong to the project", e);
        }
    }

    boolean valid() {
        return result.equals("valid");
    }

    /** Whether it may be refused for no other reason than the keys or the context of its own reader. */
    boolean isOfAnotherReader() {
        return result.equals("kek-not-in-keyring")
                || result.equals("kek-version-retired")
                || !context.equals(List.of("table", "cards", "id", "42", "column", "pan"));
    }

    /** The envelopes, good and bad, of at most that length. */
    static List<byte[]> envelopes(int longest) {
        return all().stream()
                .flatMap(seed -> seed.envelope().stream())
                .filter(envelope -> envelope.length <= longest)
                .toList();
    }

    /** A keyring with all their keys; of two keys with the same name and version, the one that most of them are under. */
    static Keyring keyring() {
        Map<String, Map<String, byte[]>> keys = new LinkedHashMap<>();
        Map<String, Integer> uses = new HashMap<>();
        for (GoldenSeed seed : all()) {
            uses.merge(HexFormat.of().formatHex(seed.kekKey()), 1, Integer::sum);
        }
        for (GoldenSeed seed : all()) {
            keys.computeIfAbsent(seed.kekName(), name -> new LinkedHashMap<>())
                    .merge(
                            seed.kekVersion(),
                            seed.kekKey(),
                            (one, other) -> uses(uses, one) >= uses(uses, other) ? one : other);
        }
        Keyring keyring = null;
        for (Map.Entry<String, Map<String, byte[]>> kek : keys.entrySet()) {
            LocalKey key = null;
            for (Map.Entry<String, byte[]> version : kek.getValue().entrySet()) {
                key = key == null
                        ? LocalKey.of(kek.getKey(), version.getKey(), version.getValue())
                        : key.withPrevious(version.getKey(), version.getValue());
            }
            keyring = keyring == null ? Keyring.of(key) : keyring.decryptingWith(key);
        }
        return keyring;
    }

    private static int uses(Map<String, Integer> uses, byte[] key) {
        return uses.get(HexFormat.of().formatHex(key));
    }

    private static Path file() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(FILE))) {
                return folder.resolve(FILE);
            }
        }
        throw new IllegalStateException("no " + FILE + " above the working directory");
    }

    private static GoldenSeed of(JsonNode node) {
        List<String> context = new ArrayList<>();
        node.get("context").forEach(pair -> pair.forEach(text -> context.add(text.asText())));
        JsonNode kek = node.get("kek");
        return new GoldenSeed(
                kek.get("name").asText(),
                kek.get("version").asText(),
                HexFormat.of().parseHex(kek.get("key").asText()),
                context,
                text(node, "plaintext").map(HexFormat.of()::parseHex),
                text(node, "envelope").map(HexFormat.of()::parseHex),
                text(node, "text"),
                node.get("result").asText());
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.get(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
