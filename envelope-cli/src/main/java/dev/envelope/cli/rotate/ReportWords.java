package dev.envelope.cli.rotate;

import dev.envelope.cli.shell.Span;
import dev.envelope.cli.shell.Table;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.RotationReport;
import java.util.List;
import java.util.Locale;

/** What a run did, for people. */
final class ReportWords {

    private ReportWords() {}

    static String of(RotationReport report) {
        String written = report.dryRun() ? " would be written, " : " written, ";
        return report.message() + "\n"
                + report.done() + " rows looked at, "
                + report.written() + written
                + report.left() + " left, "
                + report.badRows() + " bad, "
                + report.keyCalls() + " key calls, "
                + new Span(report.took())
                + String.format(Locale.ROOT, " (%.0f rows/s).%n", report.rowsPerSecond())
                + bad(report.bad(), report.badRows());
    }

    static String bad(List<BadRow> rows, long all) {
        if (rows.isEmpty()) {
            return "";
        }
        Table table = new Table().row("COLUMN", "ROW", "CODE", "REASON");
        rows.forEach(row -> table.row(row.column(), row.key(), row.code().toString(), row.reason()));
        return "\n" + table + (all > rows.size() ? "… and " + (all - rows.size()) + " more.\n" : "");
    }
}
