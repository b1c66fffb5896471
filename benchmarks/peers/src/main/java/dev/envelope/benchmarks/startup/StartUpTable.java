package dev.envelope.benchmarks.startup;

import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.MarkdownTable;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Topic;
import java.util.List;

/** Shows how long the first record takes, and what core needs. */
public final class StartUpTable {

    /** What tables call a program that encrypts one record without Envelope. */
    public static final String BY_HAND = "one record, AES-GCM of the JDK by hand";

    /** What tables call a program that encrypts one record under a local key. */
    public static final String LOCAL_KEY = "one record, local key";

    /** What tables call a program that encrypts one record under a new tenant's key. */
    public static final String TENANT_KEY = "one record, tenant key";

    private static final int RECORD = 16;

    private StartUpTable() {}

    /** What a figure about a program is kept under. */
    public static FigureKey key(String subject) {
        return new FigureKey(Topic.START_UP, subject, Operation.ENCRYPT, RECORD, 1);
    }

    /** The programs. */
    public static MarkdownTable of(Figures figures) {
        MarkdownTable table = new MarkdownTable(List.of("process", "ms", "ms beyond the empty one"));
        for (String subject : figures.subjects(Topic.START_UP)) {
            FigureKey key = key(subject);
            if (figures.find(key, Measure.MILLISECONDS).isPresent()) {
                table.row(List.of(
                        subject,
                        figures.cell(key, Measure.MILLISECONDS, 0),
                        figures.cell(key, Measure.MILLISECONDS_BEYOND_EMPTY, 0)));
            }
        }
        return table;
    }

    /** The jars that core needs besides itself. */
    public static List<String> jars(Figures figures) {
        return figures.subjects(Topic.START_UP).stream()
                .filter(subject -> figures.find(key(subject), Measure.COUNT).isPresent())
                .toList();
    }
}
