package dev.envelope.benchmarks.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table that can be read on a page and as it is: the first column to the left, all others to the right. */
public final class MarkdownTable {

    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(List<String> headings) {
        rows.add(List.copyOf(headings));
    }

    /** Adds a row of as many cells as there are headings. */
    public void row(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(cells + " do not fit " + rows.get(0));
        }
        rows.add(List.copyOf(cells));
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], Math.max(3, row.get(i).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            append(text, rows.get(r), widths);
            if (r == 0) {
                appendRule(text, widths);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String blanks =
                    String.join("", Collections.nCopies(widths[i] - row.get(i).length(), " "));
            text.append("| ")
                    .append(i == 0 ? row.get(i) + blanks : blanks + row.get(i))
                    .append(' ');
        }
        text.append("|\n");
    }

    private static void appendRule(StringBuilder text, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append("| ")
                    .append("-".repeat(widths[i] - (i == 0 ? 0 : 1)))
                    .append(i == 0 ? "" : ":")
                    .append(' ');
        }
        text.append("|\n");
    }
}
