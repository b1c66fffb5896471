package dev.envelope.soak;

import java.util.List;
import java.util.Locale;

/**
 * What a run did and found.
 *
 * @param title of which run
 * @param figures what was counted
 * @param vitals what was measured
 * @param inspection what was looked at in the end, one sentence each
 * @param findings what does not hold, one sentence each
 */
record SoakReport(String title, Tally figures, Vitals vitals, List<String> inspection, List<String> findings) {

    boolean holds() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(title).append('\n').append(figures).append(vitals);
        text.append("\nin the end\n");
        inspection.forEach(each -> text.append("  ").append(each).append('\n'));
        text.append(
                holds()
                        ? "\nHOLDS: every record is right, nothing leaked, memory is flat.\n"
                        : String.format(Locale.ROOT, "%nFAILS: %d things do not hold:%n", findings.size()));
        findings.forEach(each -> text.append("  ").append(each).append('\n'));
        return text.toString();
    }
}
