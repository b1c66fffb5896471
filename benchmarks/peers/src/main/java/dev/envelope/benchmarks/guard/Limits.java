package dev.envelope.benchmarks.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of a file. Its first line names the versions of the JDK that its columns are for; each other line has the name of a check,
 * {@code least} or {@code most}, and a limit for each of them. What begins with {@code #} is a remark.
 *
 * @param byName the limit of each check
 */
record Limits(Map<String, Limit> byName) {

    private static final int BEFORE_LIMITS = 2;

    /**
     * What a check is held to.
     *
     * @param least whether it may not be below; otherwise not above
     * @param value the limit
     */
    record Limit(boolean least, double value) {

        boolean holds(double measured) {
            return least ? measured >= value : measured <= value;
        }
    }

    /** Reads those for a version of the JDK: the newest column that is not newer. */
    static Limits read(Path file, int jdk) throws IOException {
        List<List<String>> lines = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> List.of(line.split("\\s+", -1)))
                .toList();
        int column = column(lines.get(0), jdk);
        Map<String, Limit> limits = new LinkedHashMap<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            boolean least = switch (line.get(1)) {
                case "least" -> true;
                case "most" -> false;
                default -> throw new IllegalArgumentException("Neither least nor most: " + line);
            };
            limits.put(line.get(0), new Limit(least, Double.parseDouble(line.get(column))));
        }
        return new Limits(limits);
    }

    private static int column(List<String> heading, int jdk) {
        int found = 0;
        for (int i = BEFORE_LIMITS; i < heading.size(); i++) {
            if (Integer.parseInt(heading.get(i)) <= jdk) {
                found = i;
            }
        }
        if (found == 0) {
            throw new IllegalArgumentException("No limits for JDK " + jdk + ": " + heading);
        }
        return found;
    }
}
