package dev.envelope.benchmarks.peers;

import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.MarkdownTable;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Topic;
import java.util.ArrayList;
import java.util.List;

/** Shows what all peers did with records. */
public final class PeerTable {

    private static final String NONE = "";

    private PeerTable() {}

    /** One operation on one size: all there is to tell about each. */
    public static MarkdownTable of(Figures figures, Operation operation, long size) {
        int cores = figures.mostThreads(Topic.RECORDS);
        MarkdownTable table = new MarkdownTable(List.of(
                operation + ", " + sizeName(size),
                "records/s, 1 thread",
                "ours to this",
                "records/s, " + cores + " threads",
                "ours to this",
                cores + " threads to 1",
                "allocated, bytes",
                "overhead, bytes"));
        for (String subject : figures.subjects(Topic.RECORDS)) {
            FigureKey one = new FigureKey(Topic.RECORDS, subject, operation, size, 1);
            FigureKey all = new FigureKey(Topic.RECORDS, subject, operation, size, cores);
            table.row(List.of(
                    subject,
                    cell(figures, one, Measure.PER_SECOND, 0),
                    cell(figures, one, Measure.OURS_TO_THIS, 2),
                    cell(figures, all, Measure.PER_SECOND, 0),
                    cell(figures, all, Measure.OURS_TO_THIS, 2),
                    cell(figures, all, Measure.ALL_CORES_TO_ONE, 2),
                    single(figures, one, Measure.ALLOCATED, 0),
                    single(figures, one, Measure.OVERHEAD, 0)));
        }
        return table;
    }

    /** How many times as fast as each peer ours is: the medians of all sizes side by side. */
    public static MarkdownTable ratios(Figures figures, Operation operation, int threads) {
        List<Long> sizes = figures.sizes(Topic.RECORDS);
        List<String> headings = new ArrayList<>();
        headings.add(operation + ", " + threads + (threads == 1 ? " thread" : " threads"));
        sizes.forEach(size -> headings.add(sizeName(size)));
        MarkdownTable table = new MarkdownTable(headings);
        for (String subject : figures.subjects(Topic.RECORDS)) {
            List<String> row = new ArrayList<>();
            row.add(subject);
            for (long size : sizes) {
                row.add(single(
                        figures,
                        new FigureKey(Topic.RECORDS, subject, operation, size, threads),
                        Measure.OURS_TO_THIS,
                        2));
            }
            table.row(row);
        }
        return table;
    }

    /** As people say it. */
    public static String sizeName(long size) {
        if (size >= 1 << 20) {
            return (size >> 20) + " MiB";
        }
        return size >= 1 << 10 ? (size >> 10) + " KiB" : size + " B";
    }

    private static String cell(Figures figures, FigureKey key, Measure measure, int decimals) {
        return figures.find(key, measure).map(value -> value.format(decimals)).orElse(NONE);
    }

    private static String single(Figures figures, FigureKey key, Measure measure, int decimals) {
        return figures.find(key, measure)
                .map(value -> value.formatMedian(decimals))
                .orElse(NONE);
    }
}
