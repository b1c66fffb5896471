package dev.envelope.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/** Finds and reads Project Wycheproof's files, in the folder that the system property {@code envelope.vectors} names. */
public final class WycheproofVectors {

    private static final String PROPERTY = "envelope.vectors";

    private WycheproofVectors() {}

    /**
     * Reads the cases of a file; without the folder, the test is skipped by the file's name.
     *
     * @param file such as {@code aes_gcm_test.json}
     * @param group says which groups apply
     */
    public static List<Vector> read(String file, Predicate<JsonNode> group) {
        String folder = System.getProperty(PROPERTY);
        if (folder == null || folder.isEmpty()) {
            throw Skip.because(
                    "the vectors of " + file + ", because the system property " + PROPERTY + " names no folder");
        }
        Path path = Path.of(folder, file);
        if (!Files.isReadable(path)) {
            throw new AssertionError(PROPERTY + " is given, and there is no " + path);
        }
        List<Vector> vectors = new ArrayList<>();
        try {
            for (JsonNode candidate : new ObjectMapper().readTree(path.toFile()).get("testGroups")) {
                if (group.test(candidate)) {
                    candidate.get("tests").forEach(test -> vectors.add(new Vector(file, test)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (vectors.isEmpty()) {
            throw new AssertionError("No case of " + path + " applies");
        }
        return vectors;
    }

    /** One case. */
    public record Vector(String file, JsonNode json) {

        public int id() {
            return json.get("tcId").intValue();
        }

        public boolean isValid() {
            return text("result").equals("valid");
        }

        public boolean has(String field) {
            return json.has(field);
        }

        public boolean hasFlag(String flag) {
            for (JsonNode each : json.get("flags")) {
                if (each.textValue().equals(flag)) {
                    return true;
                }
            }
            return false;
        }

        public String text(String field) {
            return json.get(field).textValue();
        }

        public int number(String field) {
            return json.get(field).intValue();
        }

        public byte[] bytes(String field) {
            return HexFormat.of().parseHex(text(field));
        }

        @Override
        public String toString() {
            return file + " case " + id() + " (" + text("comment") + ")";
        }
    }
}
