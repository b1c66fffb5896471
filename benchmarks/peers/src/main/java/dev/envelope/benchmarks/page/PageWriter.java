package dev.envelope.benchmarks.page;

import dev.envelope.benchmarks.figures.Arguments;
import dev.envelope.benchmarks.figures.ByteSize;
import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.MarkdownTable;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Topic;
import dev.envelope.benchmarks.peers.PeerTable;
import dev.envelope.benchmarks.startup.StartUpTable;
import dev.envelope.benchmarks.streams.FileFigures;
import dev.envelope.benchmarks.streams.StreamTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes figures into a page: {@code --page=FILE}, and the files with the figures of each JDK, the oldest first. */
public final class PageWriter {

    private static final String PAGE = "--page=";

    private final List<Figures> jdks;
    private final boolean quick;

    private PageWriter(List<Figures> jdks, boolean quick) {
        this.jdks = jdks;
        this.quick = quick;
    }

    /** Runs. */
    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.of(args);
        Path file = Path.of(
                arguments.value(PAGE).orElseThrow(() -> new IllegalArgumentException("Name the page by " + PAGE)));
        List<Figures> jdks = new ArrayList<>();
        for (String each : arguments.all()) {
            if (!each.startsWith("--")) {
                jdks.add(Figures.readFrom(Path.of(each)));
            }
        }
        MarkedPage page = new MarkedPage(Files.readString(file));
        new PageWriter(jdks, arguments.quick()).write(page);
        Files.writeString(file, page.toString());
    }

    private void write(MarkedPage page) throws IOException {
        page.put("goals", goals().toString());
        page.put("machine", machine());
        page.put("ratios", ofEach(PageWriter::ratios));
        page.put("streams", ofEach(PageWriter::streams));
        page.put("start-up", ofEach(PageWriter::startUp));
        page.put("records", ofEach(PageWriter::records));
    }

    private MarkdownTable goals() {
        List<String> headings = new ArrayList<>(List.of("goal", "limit"));
        jdks.forEach(jdk -> headings.add(jdk.jdkName()));
        headings.add("holds");
        MarkdownTable table = new MarkdownTable(headings);
        for (Goal goal : Goals.all()) {
            List<String> row = new ArrayList<>(List.of(goal.what(), goal.boundCell()));
            jdks.forEach(jdk -> row.add(goal.measuredCell(jdk)));
            row.add(holds(goal));
            table.row(row);
        }
        return table;
    }

    private String holds(Goal goal) {
        List<String> missed = new ArrayList<>();
        boolean measured = false;
        for (Figures jdk : jdks) {
            Optional<Boolean> holds = goal.holds(jdk);
            measured |= holds.isPresent();
            if (!holds.orElse(true)) {
                missed.add(jdk.jdkName());
            }
        }
        if (missed.isEmpty()) {
            return measured ? "yes" : "";
        }
        return missed.size() == jdks.size() ? "no" : "not on " + String.join(", ", missed);
    }

    private String machine() throws IOException {
        return String.join(
                "\n",
                "- Date: " + LocalDate.now(ZoneOffset.UTC) + (quick ? "; a quick run, to try the command" : ""),
                "- Machine: " + Machine.describe(),
                "- Java: " + jdks.stream().map(Figures::jvm).collect(Collectors.joining("; ")),
                "- Libraries: " + versions());
    }

    private static String versions() throws IOException {
        try (InputStream in = PageWriter.class.getResourceAsStream("versions.txt")) {
            if (in == null) {
                throw new IOException("versions.txt is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().collect(Collectors.joining(", "));
        }
    }

    private String ofEach(Function<Figures, List<?>> parts) {
        return jdks.stream()
                .map(jdk -> "### " + jdk.jdkName() + "\n\n"
                        + parts.apply(jdk).stream().map(String::valueOf).collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    private static List<?> ratios(Figures figures) {
        List<MarkdownTable> tables = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (int threads : figures.threads(Topic.RECORDS)) {
                tables.add(PeerTable.ratios(figures, operation, threads));
            }
        }
        return tables;
    }

    private static List<?> streams(Figures figures) {
        return List.of(
                StreamTable.ofStreams(figures),
                "From a file to a file, on a disk that the operating system caches:\n",
                StreamTable.ofFiles(figures),
                memory(figures));
    }

    private static String memory(Figures figures) {
        long size = figures.sizes(Topic.FILES).stream().findFirst().orElse(0L);
        FigureKey key = FileFigures.memoryKey(size, figures.mostThreads(Topic.FILES));
        return "The process that did this to a file of " + ByteSize.name(size) + " had at most "
                + figures.medianCell(key, Measure.PEAK_HEAP, 0) + " MiB of heap, garbage included, and "
                + figures.medianCell(key, Measure.PEAK_RESIDENT, 0) + " MiB of memory in all.\n";
    }

    private static List<?> startUp(Figures figures) {
        List<String> jars = StartUpTable.jars(figures);
        return List.of(
                StartUpTable.of(figures),
                "Jars that core needs besides itself: " + jars.size() + ", " + String.join(" and ", jars) + ".\n");
    }

    private static List<?> records(Figures figures) {
        List<MarkdownTable> tables = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (long size : figures.sizes(Topic.RECORDS)) {
                tables.add(PeerTable.of(figures, operation, size));
            }
        }
        return tables;
    }
}
