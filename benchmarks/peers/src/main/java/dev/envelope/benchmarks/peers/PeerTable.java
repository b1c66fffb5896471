package dev.envelope.benchmarks.peers;

import dev.envelope.benchmarks.figures.ByteSize;
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

    private PeerTable() {}

    /** One operation on one size: all there is to tell about each. */
    public static MarkdownTable of(Figures figures, Operation operation, long size) {
        int cores = figures.mostThreads(Topic.RECORDS);
        MarkdownTable table = new MarkdownTable(List.of(
                operation + ", " + ByteSize.name(size),
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
                    figures.cell(one, Measure.PER_SECOND, 0),
                    figures.cell(one, Measure.OURS_TO_THIS, 2),
                    figures.cell(all, Measure.PER_SECOND, 0),
                    figures.cell(all, Measure.OURS_TO_THIS, 2),
                    figures.cell(all, Measure.ALL_CORES_TO_ONE, 2),
                    figures.medianCell(one, Measure.ALLOCATED, 0),
                    figures.medianCell(one, Measure.OVERHEAD, 0)));
        }
        return table;
    }

    /** How many times as fast as each peer ours is: the medians of all sizes side by side. */
    public static MarkdownTable ratios(Figures figures, Operation operation, int threads) {
        List<Long> sizes = figures.sizes(Topic.RECORDS);
        List<String> headings = new ArrayList<>();
        headings.add(operation + ", " + threads + (threads == 1 ? " thread" : " threads"));
        sizes.forEach(size -> headings.add(ByteSize.name(size)));
        MarkdownTable table = new MarkdownTable(headings);
        for (String subject : figures.subjects(Topic.RECORDS)) {
            List<String> row = new ArrayList<>();
            row.add(subject);
            for (long size : sizes) {
                row.add(figures.medianCell(
                        new FigureKey(Topic.RECORDS, subject, operation, size, threads), Measure.OURS_TO_THIS, 2));
            }
            table.row(row);
        }
        return table;
    }
}
