package dev.envelope.examples.secrets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/** A file that is larger than the memory of the program. */
final class DemoLargeSecret {

    static final SecretName NAME = new SecretName("backups/ledger.dump");

    private static final int PART = 4096;
    private static final double MIB = 1024.0 * 1024.0;

    private final DemoAccount account;
    private final Narrator narrator;
    private final GeneratedFile file;
    private final boolean terminal;
    private final PrintStream out;
    private String stored = "";

    DemoLargeSecret(DemoAccount account, Narrator narrator, long size, boolean terminal, PrintStream out) {
        this.account = account;
        this.narrator = narrator;
        this.file = new GeneratedFile(42, size);
        this.terminal = terminal;
        this.out = out;
    }

    void store() throws IOException {
        narrator.say("The file is generated while it is read, encrypted while it is sent, in parts of "
                + Size.show(Upload.PART_LENGTH) + ".");
        MessageDigest digest = Digests.sha256();
        PeakHeap.reset();
        Progress progress = progress("stored", file.length());
        account.program().put(NAME, progress.of(new DigestInputStream(file.open(), digest)));
        progress.end();
        stored = Digests.hex(digest);
        report("Stored", progress.seconds());
        claimConstantMemory();
        narrator.say("SHA-256, stored   " + stored);
    }

    void fetch(SecretStore program) throws IOException {
        PeakHeap.reset();
        Bucket.Content content = program.open(NAME);
        Progress progress = progress("read  ", content.length());
        String fetched;
        try (InputStream plain = progress.of(content.stream())) {
            fetched = Digests.of(plain);
            progress.complete();
        } finally {
            progress.end();
        }
        report("Fetched", progress.seconds());
        narrator.say("SHA-256, fetched  " + fetched);
        narrator.claim("'" + NAME + "' opens, and is what was stored", fetched.equals(stored));
        claimConstantMemory();
    }

    void part() throws IOException {
        long offset = file.length() / 2 - PART / 2;
        int length = (int) Math.min(PART, file.length() - Math.max(0, offset));
        long from = Math.max(0, offset);
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        Traffic.Moved before = account.traffic().moved();
        account.program().range(NAME, from, length, part);
        long received = account.traffic().moved().since(before).received();
        long keyObject = account.bucket().stat(NAME.keyObject()).orElseThrow().length();
        narrator.say(
                length + " bytes at " + from + " were asked for, " + received + " bytes were fetched: the key object ("
                        + keyObject + "), the content's header (" + SecretStore.HEADER.length()
                        + "), and the chunks of 16 KiB that hold the part ("
                        + (received - keyObject - SecretStore.HEADER.length())
                        + ").");
        narrator.say("S3 is asked for a Range; that it sent this range and no more is checked for each answer.");
        narrator.claim("the part is right", Arrays.equals(part.toByteArray(), file.part(from, length)));
        narrator.claim(
                "no more than two chunks of the content were fetched",
                received <= keyObject + SecretStore.HEADER.length() + 2 * (16 * 1024 + 16));
    }

    private void report(String what, double seconds) {
        narrator.say(String.format(
                Locale.ROOT,
                "%s in %.1f s, %.0f MiB/s.",
                what,
                seconds,
                file.length() / MIB / Math.max(seconds, 0.001)));
    }

    private void claimConstantMemory() {
        long peak = PeakHeap.bytes();
        String heap = "Of a heap of " + Size.show(PeakHeap.limit()) + " at most " + Size.show(peak) + " were in use";
        if (file.length() > PeakHeap.limit()) {
            narrator.claim(
                    heap + ", garbage included, for a file of " + Size.show(file.length()), peak < file.length());
        } else {
            narrator.say(heap + " (which proves nothing: the file would fit into it).");
        }
    }

    private Progress progress(String what, long total) {
        return new Progress(what, total, terminal, out, System::nanoTime);
    }
}
