package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/ is one book: one order, no page outside it, and no link that leads nowhere, in any page of the repository. */
class BookTest {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");
    private static final Pattern CHAPTER = Pattern.compile("(?m)^(\\d+)\\. \\[([^]]+)]\\(([\\w-]+\\.md)\\)");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern PAGE_IN_CODE = Pattern.compile("\\bdocs/([\\w-]+\\.md)\\b");

    private record Chapter(int number, String title, Page page) {}

    @Test
    void every_page_is_a_chapter() throws IOException {
        assertThat(chapters())
                .extracting(chapter -> chapter.page().name())
                .containsExactlyInAnyOrderElementsOf(Page.all().stream()
                        .map(Page::name)
                        .filter(name -> !name.equals("README.md"))
                        .toList());
    }

    @Test
    void chapters_are_numbered_one_after_the_other() throws IOException {
        List<Chapter> chapters = chapters();

        for (int i = 0; i < chapters.size(); i++) {
            assertThat(chapters.get(i).number()).isEqualTo(i + 1);
        }
    }

    @Test
    void a_chapter_has_the_title_that_the_contents_say() throws IOException {
        for (Chapter chapter : chapters()) {
            assertThat(chapter.page().text()).startsWith("# " + chapter.title() + "\n");
        }
    }

    @Test
    void a_chapter_begins_with_what_its_reader_will_be_able_to_do() throws IOException {
        for (Chapter chapter : chapters()) {
            assertThat(chapter.page().text()).containsPattern("\\A# .+\n\nAfter this chapter you (can|know) ");
        }
    }

    @Test
    void a_chapter_ends_with_a_link_to_the_next_one() throws IOException {
        List<Chapter> chapters = chapters();

        for (int i = 0; i + 1 < chapters.size(); i++) {
            Chapter next = chapters.get(i + 1);
            assertThat(chapters.get(i).page().text())
                    .endsWith("\n\nNext: [%s](%s)\n"
                            .formatted(next.title(), next.page().name()));
        }
        assertThat(chapters.get(chapters.size() - 1).page().text()).endsWith("[the contents](README.md).\n");
    }

    @ParameterizedTest
    @MethodSource("markdown")
    void a_link_leads_somewhere(Page page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : LINK.matcher(page.prose())
                .results()
                .map(found -> found.group(1))
                .toList()) {
            if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
                broken.add(link);
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void a_page_that_code_names_exists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path source : files(".java")) {
            PAGE_IN_CODE
                    .matcher(Files.readString(source))
                    .results()
                    .filter(name -> !Files.exists(Page.of(name.group(1)).file()))
                    .forEach(name -> missing.add(source + ": " + name.group()));
        }

        assertThat(missing).isEmpty();
    }

    static Stream<Page> markdown() throws IOException {
        return files(".md").stream().map(Page::new);
    }

    private static boolean leadsSomewhere(Page page, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path);
        return Files.exists(target) && (hash < 0 || anchors(new Page(target)).contains(link.substring(hash + 1)));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Page page) throws IOException {
        Map<String, Integer> anchors = new HashMap<>();
        for (String heading : HEADING.matcher(page.prose())
                .results()
                .map(found -> found.group(1))
                .toList()) {
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            Integer same = anchors.putIfAbsent(anchor, 0);
            if (same != null) {
                anchors.put(anchor, same + 1);
                anchors.put(anchor + "-" + (same + 1), 0);
            }
        }
        return anchors.keySet();
    }

    private static List<Chapter> chapters() throws IOException {
        return CHAPTER.matcher(Page.of("README.md").text())
                .results()
                .map(found -> new Chapter(Integer.parseInt(found.group(1)), found.group(2), Page.of(found.group(3))))
                .toList();
    }

    private static List<Path> files(String extension) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Page.PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(extension)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }
}
