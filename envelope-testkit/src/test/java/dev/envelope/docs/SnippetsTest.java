package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every snippet of Java in the pages stands word for word in a test that compiles and runs: in this package, of whichever module
 * has what the page is about.
 */
class SnippetsTest {

    private static final Path TESTS = Path.of("src", "test", "java", "dev", "envelope", "docs");
    private static final List<SnippetSource> SOURCES = new ArrayList<>();

    @BeforeAll
    static void readSources() throws IOException {
        try (Stream<Path> modules = Files.list(Page.PROJECT)) {
            for (Path folder : modules.map(module -> module.resolve(TESTS))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.sorted().toList()) {
                        SOURCES.add(SnippetSource.of(file));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, snippet {1}")
    @MethodSource("snippets")
    void a_snippet_is_code_that_compiles(Page page, int number, String snippet) {
        assertThat(SOURCES).anyMatch(source -> source.contains(snippet));
    }

    @ParameterizedTest(name = "{0}, snippet {1}")
    @MethodSource("snippets")
    void a_snippet_is_code_that_a_test_runs(Page page, int number, String snippet) {
        assertThat(SOURCES)
                .anyMatch(source ->
                        source.runs(snippet) && SOURCES.stream().anyMatch(test -> test.isTest() && test.names(source)));
    }

    @Test
    void no_test_of_snippets_is_disabled() {
        assertThat(SOURCES)
                .filteredOn(source -> !source.name().equals("SnippetsTest"))
                .noneMatch(source -> source.contains("@Disabled"));
    }

    static Stream<Arguments> snippets() throws IOException {
        List<Page> pages = new ArrayList<>(Page.all());
        pages.add(new Page(Page.PROJECT.resolve("README.md")));
        Stream.Builder<Arguments> snippets = Stream.builder();
        for (Page page : pages) {
            List<String> code = page.code("java");
            for (int i = 0; i < code.size(); i++) {
                snippets.add(Arguments.of(page, i + 1, code.get(i)));
            }
        }
        return snippets.build();
    }
}
