package dev.envelope.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A file with snippets of pages: what it holds, and what of that a test gets to. By its layout, which the build keeps. */
record SnippetSource(String name, String text, List<String> members) {

    private static final Pattern TYPE =
            Pattern.compile("^(package |(final |static |public )*(class|record|interface|enum) )");
    private static final Pattern METHOD = Pattern.compile("(?m)^ {4}\\w.*?\\b(\\w+)\\(");

    static SnippetSource of(Path file) throws IOException {
        String text = Files.readString(file);
        return new SnippetSource(file.getFileName().toString().replace(".java", ""), text, membersOf(text));
    }

    /** True if the snippet stands here word for word. */
    boolean contains(String snippet) {
        return withoutLayout(text).contains(withoutLayout(snippet));
    }

    /** True if the snippet stands here, as a type, or in a method that is a test or is called by one. */
    boolean runs(String snippet) {
        if (TYPE.matcher(snippet).find()) {
            return contains(snippet);
        }
        return members.stream()
                .filter(member -> withoutLayout(member).contains(withoutLayout(snippet)))
                .anyMatch(member -> runs(member, new HashSet<>()));
    }

    /** True if surefire runs it. */
    boolean isTest() {
        return name.endsWith("Test");
    }

    /** True if it is or uses that other one. */
    boolean names(SnippetSource other) {
        return Pattern.compile("\\b" + other.name + "\\b").matcher(text).find();
    }

    @Override
    public String toString() {
        return name;
    }

    private boolean runs(String member, Set<String> seen) {
        Optional<String> method = METHOD.matcher(member)
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst();
        if (method.isEmpty() || !seen.add(method.get())) {
            return false;
        }
        Pattern call = Pattern.compile("(?<![.\\w])" + method.get() + "\\(|this::" + method.get() + "\\b");
        return member.contains("    @Test\n")
                || members.stream()
                        .filter(other ->
                                !other.equals(member) && call.matcher(other).find())
                        .anyMatch(other -> runs(other, seen));
    }

    /** Fields, methods and nested types: what ends at the margin of members. */
    private static List<String> membersOf(String text) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        for (String line : text.lines().toList()) {
            member.append(line).append('\n');
            if (line.equals("    }") || line.matches("(import|package| {4}\\w).*;") || line.matches("\\w.*\\{")) {
                members.add(member.toString());
                member.setLength(0);
            }
        }
        return members;
    }

    /** Pages and tests are indented and wrapped differently. */
    private static String withoutLayout(String code) {
        return code.replaceAll("\\s+", "");
    }
}
