package dev.envelope.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the book, for the tests of what it says. */
public record Page(Path file) {

    /** Seen from the module whose tests run. */
    static final Path PROJECT = Path.of("..");

    /** A page by its name, such as {@code operations.md}. */
    public static Page of(String name) {
        return new Page(PROJECT.resolve("docs").resolve(name));
    }

    /** All pages in docs/. */
    static List<Page> all() throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::new)
                    .toList();
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    /** The whole page. */
    public String text() throws IOException {
        return Files.readString(file);
    }

    /** What is between its headings, code left out. */
    String prose() throws IOException {
        return text().replaceAll("(?ms)^```.*?^```$", "");
    }

    /** The blocks of code in a language. */
    public List<String> code(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text())
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The rows of its tables, each as its cells; lines under heads left out. */
    public List<List<String>> rows() throws IOException {
        return prose().lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .map(line -> Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** What stands between backticks in a text. */
    public static List<String> names(String text) {
        return Pattern.compile("`([^`\n]+)`")
                .matcher(text)
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
