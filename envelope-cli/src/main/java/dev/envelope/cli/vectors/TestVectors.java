package dev.envelope.cli.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The test vectors of the format.
 *
 * @param source what they are called in messages
 * @param cases the cases, at least one
 */
record TestVectors(String source, List<TestVector> cases) {

    private static final String FORMAT = "envelope/v1";
    private static final String PACKED = "envelope-v1.json";

    static TestVectors packed() throws IOException {
        try (InputStream stream = TestVectors.class.getResourceAsStream(PACKED)) {
            if (stream == null) {
                throw new IllegalStateException("The program was built without " + PACKED);
            }
            return read(PACKED, stream);
        }
    }

    static TestVectors ofFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw CliException.usage(file + " is a folder.");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return read(file.toString(), stream);
        }
    }

    private static TestVectors read(String source, InputStream stream) throws IOException {
        try {
            JsonNode root = new ObjectMapper().readTree(stream);
            if (root == null || !root.path("format").asText().equals(FORMAT)) {
                throw refused(source, "its format is not " + FORMAT);
            }
            List<TestVector> cases = new ArrayList<>();
            root.path("cases").forEach(node -> cases.add(TestVector.of(node)));
            if (cases.isEmpty()) {
                // no case that fails must not pass for cases that do not fail
                throw refused(source, "it has no cases");
            }
            return new TestVectors(source, cases);
        } catch (JsonProcessingException e) {
            throw refused(source, "it is no JSON");
        } catch (IllegalArgumentException e) {
            throw refused(source, "a case is broken: " + e.getMessage());
        }
    }

    private static CliException refused(String source, String why) {
        return new CliException(
                "not-test-vectors", ExitCode.REFUSED, source + " holds no test vectors of the format: " + why + ".");
    }
}
