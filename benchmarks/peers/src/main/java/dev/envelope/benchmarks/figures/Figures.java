package dev.envelope.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What programs found, each on the same Java virtual machine. Kept as lines of text, so that one program takes it and another shows it. */
public final class Figures {

    private static final String JVM = "# ";

    private final List<Figure> all = new ArrayList<>();
    private String jvm = Runtime.version() + ", " + System.getProperty("java.vendor");

    /** The Java virtual machine that this was measured on, with its vendor. */
    public String jvm() {
        return jvm;
    }

    /** What tables call it. */
    public String jdkName() {
        return "JDK " + jvm.replaceFirst("\\D.*", "");
    }

    /** Adds one. */
    public void add(FigureKey key, Measure measure, Quartiles value) {
        all.add(new Figure(key, measure, value));
    }

    /** Finds one. Empty where that was not measured. */
    public Optional<Quartiles> find(FigureKey key, Measure measure) {
        return all.stream()
                .filter(figure -> figure.key().equals(key) && figure.measure() == measure)
                .map(Figure::value)
                .findFirst();
    }

    /** One as a table shows it, with its spread. */
    public String cell(FigureKey key, Measure measure, int decimals) {
        return find(key, measure).map(value -> value.format(decimals)).orElse("");
    }

    /** One as a table shows it, without its spread. */
    public String medianCell(FigureKey key, Measure measure, int decimals) {
        return find(key, measure).map(value -> value.formatMedian(decimals)).orElse("");
    }

    /** Who there is, in the order in which they were measured. */
    public List<String> subjects(Topic topic) {
        return all.stream()
                .map(Figure::key)
                .filter(key -> key.topic() == topic)
                .map(FigureKey::subject)
                .distinct()
                .toList();
    }

    /** How long the messages are. */
    public List<Long> sizes(Topic topic) {
        return all.stream()
                .map(Figure::key)
                .filter(key -> key.topic() == topic)
                .map(FigureKey::size)
                .distinct()
                .sorted()
                .toList();
    }

    /** How many threads there were, fewest first. */
    public List<Integer> threads(Topic topic) {
        return all.stream()
                .map(Figure::key)
                .filter(key -> key.topic() == topic)
                .map(FigureKey::threads)
                .distinct()
                .sorted()
                .toList();
    }

    /** The most threads that there were: as many as there are cores. */
    public int mostThreads(Topic topic) {
        return threads(topic).stream().mapToInt(threads -> threads).max().orElse(1);
    }

    /** Adds these to a file. */
    public void appendTo(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(JVM + jvm));
        all.forEach(figure -> lines.add(figure.toLine()));
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Reads a file that programs on one Java virtual machine have written. */
    public static Figures readFrom(Path file) throws IOException {
        Figures figures = new Figures();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(JVM)) {
                figures.jvm = line.substring(JVM.length());
            } else {
                figures.all.add(Figure.ofLine(line));
            }
        }
        return figures;
    }
}
