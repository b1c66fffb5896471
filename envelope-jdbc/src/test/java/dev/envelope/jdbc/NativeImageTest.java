package dev.envelope.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What the jar tells GraalVM: the files that it reads, and the driver that it looks up by name. */
class NativeImageTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final String FOLDER = "/META-INF/native-image/dev.envelope/envelope-jdbc/";

    @Test
    void every_file_of_tables_goes_into_an_image() throws IOException {
        String files = value("resource-config.json", "pattern").replace("\\\\", "\\");
        assertThat(sqlFiles())
                .hasSize(2 * JdbcDatabase.values().length)
                .allSatisfy(file -> assertThat(file).matches(files));
    }

    @Test
    void the_driver_that_tells_of_changes_is_found_in_an_image() throws IOException {
        assertThat(value("reflect-config.json", "name")).isEqualTo(PGConnection.class.getName());
    }

    @Test
    void the_metadata_depends_on_classes_that_exist() throws Exception {
        for (String file : List.of("resource-config.json", "reflect-config.json")) {
            String condition = value(file, "typeReachable");
            assertThat(Class.forName(condition).getPackageName()).as(condition).isEqualTo("dev.envelope.jdbc");
        }
    }

    private static List<String> sqlFiles() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.map(file -> RESOURCES.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".sql"))
                    .toList();
        }
    }

    private static String value(String file, String name) throws IOException {
        try (InputStream in = NativeImageTest.class.getResourceAsStream(FOLDER + file)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(json);
            assertThat(matcher.find()).as(json).isTrue();
            return matcher.group(1);
        }
    }
}
