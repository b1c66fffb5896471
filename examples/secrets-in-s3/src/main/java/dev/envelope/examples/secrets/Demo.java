package dev.envelope.examples.secrets;

import dev.envelope.aws.AwsKmsOperation;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;

/**
 * Everything at once, against a server that speaks S3's and KMS's protocols: a small secret, a large one, a range, another
 * key, concurrent writers, and what is refused. It checks each of its claims.
 */
final class Demo {

    private final URI moto;
    private final long size;
    private final boolean terminal;
    private final PrintStream out;
    private final Narrator narrator;

    /**
     * A demonstration.
     *
     * @param moto a moto server
     * @param size the length of the large file, in bytes
     * @param terminal whether a line that was printed can be drawn over
     * @param out where to print
     */
    Demo(URI moto, long size, boolean terminal, PrintStream out) {
        this.moto = moto;
        this.size = size;
        this.terminal = terminal;
        this.out = out;
        this.narrator = new Narrator(out);
    }

    /**
     * Runs from start to finish.
     *
     * @return whether every claim held
     */
    boolean run() throws IOException {
        narrator.title("Secrets in S3: files of any size in a bucket, encrypted before they leave this process.\n"
                + "Their data keys are wrapped by a key of AWS KMS that never leaves KMS.");
        narrator.step("Start");
        try (DemoAccount account = new DemoAccount(moto)) {
            narrator.say("Server     moto at " + moto + ", which speaks the protocols of S3 and KMS");
            narrator.say("Bucket     " + account.bucket().name());
            narrator.say("KMS        " + account.alias() + " points at key A, " + Audit.end(account.firstKeyArn())
                    + "; there is a key B, " + Audit.end(account.secondKeyArn()));
            run(account);
            return true;
        } catch (Narrator.BrokenClaimException e) {
            out.println();
            out.println("FAILED: this was claimed and does not hold: " + e.getMessage());
            return false;
        }
    }

    private void run(DemoAccount account) throws IOException {
        DemoSmallSecret small = new DemoSmallSecret(account, narrator);
        DemoLargeSecret large = new DemoLargeSecret(account, narrator, size, terminal, out);
        DemoNewKey newKey = new DemoNewKey(account, narrator);
        DemoWriters writers = new DemoWriters(account, narrator);
        DemoRefusals refusals = new DemoRefusals(account, narrator);

        narrator.step("A file of secrets is stored, fetched and opened");
        small.store();
        small.fetch();

        narrator.step("A large file, " + Size.show(size) + ", in constant memory");
        large.store();
        large.fetch(account.program());

        narrator.step("A part from its middle, by fetching that part only");
        large.part();

        narrator.step("The alias is pointed at key B");
        newKey.pointAlias(small);

        narrator.step("Both are rewrapped: a new key block, the content not touched");
        newKey.rewrap(DemoSmallSecret.NAME);
        newKey.rewrap(DemoLargeSecret.NAME);
        newKey.withoutFirstKey();
        small.fetch();
        large.fetch(account.program());
        newKey.claimSecondKeyOnly();

        narrator.step("Others write at the same time");
        writers.overwriteWhileRewrapping();
        writers.rewrapWhileOverwriting();
        writers.overwriteWhileOverwriting();
        writers.overwriteWhileReading();

        narrator.step("What is refused: content that is cut, replaced or under another name");
        refusals.replacedContent();
        refusals.cutContent();
        refusals.contentOfAnother();
        refusals.otherName();

        narrator.step("Every use of a key");
        account.audit().print(line -> out.println("    " + line));
        trail(account.audit().entries());
        narrator.blank();
        narrator.say("All " + narrator.claims() + " claims hold.");
    }

    private void trail(List<Audit.Entry> entries) {
        narrator.claim(
                "each has a request id, by which CloudTrail has the other half: who, from where, for which context",
                entries.stream().allMatch(entry -> entry.call().requestId().isPresent()));
        narrator.claim(
                "nothing was used but what was needed: GenerateDataKey, Decrypt, ReEncrypt",
                entries.stream().noneMatch(entry -> entry.call().operation() == AwsKmsOperation.ENCRYPT));
    }
}
