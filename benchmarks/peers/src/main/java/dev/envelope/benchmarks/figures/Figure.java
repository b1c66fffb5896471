package dev.envelope.benchmarks.figures;

import java.util.List;
import java.util.Locale;

/**
 * One figure.
 *
 * @param key what it is about
 * @param measure what it tells
 * @param value the figure
 */
public record Figure(FigureKey key, Measure measure, Quartiles value) {

    private static final String SEPARATOR = "\t";

    String toLine() {
        return String.join(
                SEPARATOR,
                key.topic().name(),
                key.subject(),
                key.operation().name(),
                Long.toString(key.size()),
                Integer.toString(key.threads()),
                measure.name(),
                number(value.low()),
                number(value.median()),
                number(value.high()));
    }

    static Figure ofLine(String line) {
        List<String> fields = List.of(line.split(SEPARATOR, -1));
        FigureKey key = new FigureKey(
                Topic.valueOf(fields.get(0)),
                fields.get(1),
                Operation.valueOf(fields.get(2)),
                Long.parseLong(fields.get(3)),
                Integer.parseInt(fields.get(4)));
        Quartiles value = new Quartiles(
                Double.parseDouble(fields.get(6)),
                Double.parseDouble(fields.get(7)),
                Double.parseDouble(fields.get(8)));
        return new Figure(key, Measure.valueOf(fields.get(5)), value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
