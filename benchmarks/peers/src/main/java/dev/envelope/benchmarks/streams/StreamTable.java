package dev.envelope.benchmarks.streams;

import dev.envelope.benchmarks.figures.ByteSize;
import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.MarkdownTable;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Topic;
import java.util.ArrayList;
import java.util.List;

/** Shows what all peers did with a long message, and Envelope with a file. */
public final class StreamTable {

    private StreamTable() {}

    /** A long message through memory. */
    public static MarkdownTable ofStreams(Figures figures) {
        return table(figures, Topic.STREAMS, List.of(Measure.OURS_TO_THIS, Measure.ALL_CORES_TO_ONE));
    }

    /** A file to a file. */
    public static MarkdownTable ofFiles(Figures figures) {
        return table(figures, Topic.FILES, List.of(Measure.ALL_CORES_TO_ONE));
    }

    private static MarkdownTable table(Figures figures, Topic topic, List<Measure> ratios) {
        long size = figures.sizes(topic).stream().findFirst().orElse(0L);
        List<String> headings = new ArrayList<>(List.of(ByteSize.name(size), "threads"));
        for (Operation operation : Operation.values()) {
            headings.add(operation + ", MiB/s");
            ratios.forEach(ratio -> headings.add(ratio == Measure.OURS_TO_THIS ? "ours to this" : "to 1 thread"));
        }
        MarkdownTable table = new MarkdownTable(headings);
        for (String subject : figures.subjects(topic)) {
            for (int threads : figures.threads(topic)) {
                FigureKey encrypt = new FigureKey(topic, subject, Operation.ENCRYPT, size, threads);
                if (figures.find(encrypt, Measure.MEBIBYTES_PER_SECOND).isPresent()) {
                    table.row(row(figures, encrypt, ratios));
                }
            }
        }
        return table;
    }

    private static List<String> row(Figures figures, FigureKey encrypt, List<Measure> ratios) {
        List<String> row = new ArrayList<>(List.of(encrypt.subject(), Integer.toString(encrypt.threads())));
        for (Operation operation : Operation.values()) {
            FigureKey key =
                    new FigureKey(encrypt.topic(), encrypt.subject(), operation, encrypt.size(), encrypt.threads());
            row.add(figures.cell(key, Measure.MEBIBYTES_PER_SECOND, 0));
            ratios.forEach(ratio -> row.add(figures.cell(key, ratio, 2)));
        }
        return row;
    }
}
