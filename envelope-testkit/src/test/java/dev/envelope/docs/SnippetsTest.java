package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every snippet of Java in the pages stands word for word in a test that compiles and runs: in this package, of whichever module
 * has what the page is about.
 */
class SnippetsTest {

    private static final Path PROJECT = Path.of("..");
    private static final Path TESTS = Path.of("src", "test", "java", "dev", "envelope", "docs");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest(name = "{0}, snippet {1}")
    @MethodSource
    void a_snippet_is_code_that_runs(String page, int number, String snippet) throws IOException {
        assertThat(sources()).contains(withoutLayout(snippet));
    }

    static Stream<Arguments> a_snippet_is_code_that_runs() throws IOException {
        Stream.Builder<Arguments> snippets = Stream.builder();
        for (Path page : pages()) {
            Matcher matcher = SNIPPET.matcher(Files.readString(page));
            for (int number = 1; matcher.find(); number++) {
                snippets.add(Arguments.of(page.getFileName().toString(), number, matcher.group(1)));
            }
        }
        return snippets.build();
    }

    private static Iterable<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
            return Stream.concat(Stream.of(PROJECT.resolve("README.md")), docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static String sources() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    sources.append(withoutLayout(Files.readString(file))).append('\n');
                }
            }
        }
        return sources.toString();
    }

    private static Iterable<Path> folders() throws IOException {
        try (Stream<Path> modules = Files.list(PROJECT)) {
            return modules.map(module -> module.resolve(TESTS))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /** Pages and tests are indented and wrapped differently. */
    private static String withoutLayout(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining()).replaceAll("\\s+", "");
    }
}
