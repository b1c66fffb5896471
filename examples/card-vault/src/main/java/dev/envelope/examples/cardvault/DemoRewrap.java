package dev.envelope.examples.cardvault;

import dev.envelope.Staleness;
import dev.envelope.format.Envelope;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationPlan;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.Verdict;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A rotation of the table: what is planned, what became of each row, and whether the old version may go.
 *
 * @param narrator tells what happens
 * @param table the table
 */
record DemoRewrap(Narrator narrator, CardTable table) {

    /** Plans and runs, and claims how many rows are moved. Others are to be current already. */
    void run(CardCiphers ciphers, int stale, Consumer<String> out) throws SQLException {
        List<Card> before = table.all();
        int current = before.size() - stale;
        RotationJob job = Rewrap.job(table, ciphers);

        RotationPlan plan = job.plan();
        List<RotationPlan.Version> versions = plan.columns().get(0).versions();
        versions.forEach(each -> narrator.say("plan: " + each.rows() + " under " + each.version() + ", "
                + each.staleness().name().toLowerCase(Locale.ROOT)));
        narrator.claim(
                "the plan: " + stale + " rows to be moved, " + current + " current, nothing to be warned of",
                plan.rows() == stale
                        && versions.stream()
                                        .filter(each -> each.staleness() == Staleness.CURRENT)
                                        .mapToLong(RotationPlan.Version::rows)
                                        .sum()
                                == current
                        && plan.warnings().isEmpty());

        RotationReport report = job.run();
        List<Card> after = table.all();
        boolean unchanged = true;
        for (int i = 0; i < after.size(); i++) {
            Envelope old = Envelope.parse(before.get(i).pan());
            Envelope fresh = Envelope.parse(after.get(i).pan());
            unchanged &= Arrays.equals(old.content(), fresh.content());
            if (!version(old).equals(version(fresh))) {
                out.accept("card " + after.get(i).id() + ": " + version(old) + " -> " + version(fresh));
            }
        }
        narrator.claim(
                stale + " rows were moved, " + current + " were current already",
                report.isClean() && report.written() == stale);
        narrator.claim("no content block in the table has changed, to the byte", unchanged);
    }

    /** Has every envelope opened by a program that decrypts, and claims that none needs the version of an old copy. */
    Verdict verify(CardCiphers ciphers, Card old) {
        KekVersion version = version(Envelope.parse(old.pan()));
        Verdict verdict = Rewrap.job(table, ciphers).verify().verdict(version);
        narrator.say(verdict.message());
        narrator.claim("version " + version.version() + " may be retired", verdict.mayBeRetired());
        return verdict;
    }

    private static KekVersion version(Envelope envelope) {
        return KekVersion.of(envelope.keyBlock().primary());
    }
}
