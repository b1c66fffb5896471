package dev.envelope.docs;

import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/threat-model.md claims nothing that no test proves, unless it says so. */
class ThreatModelPageTest {

    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("docs").resolve("threat-model.md");

    /** Names of tests have underscores, which tells them from the names of methods of the library. */
    private static final Pattern TEST = Pattern.compile("`(\\w+\\.[a-z0-9]+(?:_[a-z0-9]+)+)`");

    private static final Pattern METHOD =
            Pattern.compile("(?m)^\\s+@\\w*Test\\b(?:.*\\n(?!\\s*\\n))*?.*\\bvoid (\\w+)\\(");

    private static final Map<String, Set<String>> TESTS_BY_CLASS = new HashMap<>();

    @BeforeAll
    static void readTests() throws IOException {
        for (Path folder : List.of(PROJECT, PROJECT.resolve("examples"))) {
            try (Stream<Path> modules = Files.list(folder)) {
                for (Path module : modules.toList()) {
                    readTests(module.resolve("src").resolve("test").resolve("java"));
                }
            }
        }
        // The contract suites, which run in the modules that implement what they test
        readTests(Path.of("src", "main", "java"));
    }

    @ParameterizedTest
    @MethodSource("testsOnThePage")
    void a_test_that_the_page_names_exists(String test) {
        int dot = test.indexOf('.');

        assertThat(requireNonNullElse(TESTS_BY_CLASS.get(test.substring(0, dot)), Set.of()))
                .contains(test.substring(dot + 1));
    }

    @ParameterizedTest
    @MethodSource
    void a_claim_names_a_test_or_says_that_there_is_none(String claim) {
        assertThat(claim).containsPattern(Pattern.compile(TEST.pattern() + "|No test"));
    }

    @Test
    void other_pages_lead_to_it() throws IOException {
        assertThat(Files.readString(PROJECT.resolve("README.md"))).contains("(docs/threat-model.md)");
        assertThat(Files.readString(PROJECT.resolve("SECURITY.md"))).contains("(docs/threat-model.md)");
        assertThat(Files.readString(PROJECT.resolve("docs").resolve("README.md")))
                .contains("(threat-model.md)");
    }

    static List<String> testsOnThePage() throws IOException {
        return TEST.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    /** Items of lists, and the rows of the table of what a withdrawn key still opens. */
    static List<String> a_claim_names_a_test_or_says_that_there_is_none() throws IOException {
        List<String> claims = new ArrayList<>();
        boolean inItem = false;
        for (String line : Files.readAllLines(PAGE)) {
            boolean goesOn = inItem && line.startsWith("  ");
            if (goesOn) {
                int last = claims.size() - 1;
                claims.set(last, claims.get(last) + "\n" + line);
            } else if (line.startsWith("* ")) {
                claims.add(line);
            }
            inItem = goesOn || line.startsWith("* ");
        }
        String withdrawing = section("Withdrawing a key");
        withdrawing.lines().filter(line -> line.startsWith("| ")).skip(2).forEach(claims::add);
        return claims;
    }

    private static String section(String title) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("## " + title + "\n");
        assertThat(begin).as("section '%s'", title).isNotNegative();
        return page.substring(begin, page.indexOf("\n## ", begin));
    }

    private static void readTests(Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString();
                METHOD.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .forEach(method -> TESTS_BY_CLASS
                                .computeIfAbsent(
                                        name.substring(0, name.length() - ".java".length()), key -> new HashSet<>())
                                .add(method));
            }
        }
    }
}
