package dev.envelope.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jar tells GraalVM, held against what happens on this JVM, since an image can't be built everywhere. */
class MetadataTest {

    private static final String FOLDER = "/META-INF/native-image/dev.envelope/envelope-core/";

    /** The classes that Caffeine generated, of which it picks one by its name for each kind of cache. */
    private static final Pattern GENERATED =
            Pattern.compile("\\bcom\\.github\\.benmanes\\.caffeine\\.cache\\.[A-Z]{2,}(?= )");

    @TempDir
    private Path folder;

    @Test
    void the_classes_that_caffeine_finds_by_name_are_in_the_metadata() throws Exception {
        assertThat(registered()).isEqualTo(loaded());
    }

    @Test
    void what_is_in_the_metadata_exists() throws Exception {
        for (String name : registered()) {
            assertThat(Class.forName(name).getDeclaredConstructors()).as(name).isNotEmpty();
        }
    }

    @Test
    void random_generators_and_keys_are_not_made_while_an_image_is_built() throws IOException {
        Properties options = new Properties();
        try (InputStream file = MetadataTest.class.getResourceAsStream(FOLDER + "native-image.properties")) {
            options.load(file);
        }
        assertThat(options).containsEntry("Args", "--initialize-at-run-time=dev.envelope.internal.crypto");
        assertThat(Path.of("src", "main", "java", "dev", "envelope", "internal", "crypto"))
                .isDirectoryContaining("glob:**Randomness.java")
                .isDirectoryContaining("glob:**SecretBytes.java");
    }

    private static Set<String> registered() throws IOException {
        Set<String> names = new TreeSet<>();
        try (InputStream file = MetadataTest.class.getResourceAsStream(FOLDER + "reflect-config.json")) {
            for (JsonNode entry : new ObjectMapper().readTree(file)) {
                names.add(entry.get("name").asText());
            }
        }
        return names;
    }

    private Set<String> loaded() throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        Path output = folder.resolve("output");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:off",
                        "-Xlog:class+load:file=" + log.getFileName(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        CachingProgram.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            java.destroyForcibly();
        }
        assertThat(output).content().isEqualToIgnoringNewLines("openedopened");
        Set<String> names = new TreeSet<>();
        GENERATED
                .matcher(Files.readString(log))
                .results()
                .map(MatchResult::group)
                .forEach(names::add);
        return names;
    }
}
