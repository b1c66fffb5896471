package dev.envelope.cli.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.cli.kek.KekOptions;
import dev.envelope.cli.kek.OpenKeys;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import dev.envelope.format.EnvelopeInspection;
import dev.envelope.format.KeyBlock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Opens an envelope of any size into a file. */
@Command(
        name = "decrypt",
        description =
                "Opens an envelope of any size, in binary or text form, into a file that only its owner can read.",
        mixinStandardHelpOptions = true)
public final class DecryptCommand implements Operation {

    private final Shell shell;

    @Mixin
    private final KekOptions keks = new KekOptions();

    @Mixin
    private final FileOptions files = new FileOptions();

    @Mixin
    private final ContextOptions contexts = new ContextOptions();

    /**
     * Makes the command.
     *
     * @param shell where it reads and writes
     */
    public DecryptCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public boolean writesToStandardOutput() {
        return files.out().equals(FileOptions.STANDARD);
    }

    @Override
    public Result run() throws IOException {
        EncryptionContext context = contexts.context();
        files.requireThreads();
        try (Source source = Source.open(files.in(), shell);
                Target target = Target.open(files, true, shell);
                OpenKeys keys = keks.open(shell)) {
            EnvelopeCipher cipher = files.cipher(keys.keyring());
            EnvelopeForm form = EnvelopeForm.of(source.stream());
            long length = form == EnvelopeForm.TEXT
                    ? text(source, target, cipher, context)
                    : binary(source, target, cipher, context);
            target.complete();
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("in", files.in())
                    .put("out", files.out())
                    .put("form", form.toString())
                    .put("messageBytes", length);
            String words = "Decrypted " + source.name() + " to " + target.name() + " (" + new Size(length)
                    + "): all of it is authentic.";
            return Result.told(json, files.quiet() ? "" : words);
        }
    }

    private long binary(Source source, Target target, EnvelopeCipher cipher, EncryptionContext context)
            throws IOException {
        requireWhole(source);
        Progress progress = new Progress(
                "Decrypting", source.length(), files.quiet(), shell.terminal(), shell.err(), System::nanoTime);
        InputStream shown = progress.of(source.stream());
        try (InputStream message = cipher.decryptingStream(shown, context)) {
            return Transfer.copy(message, target.stream());
        } catch (EnvelopeException | IOException e) {
            if (target instanceof StandardOutput) {
                shell.err().println("What went to standard output is not the whole message: discard it.");
            }
            throw e;
        } finally {
            progress.end();
        }
    }

    /** That a file was cut is told by its length, before hours are spent on what is left of it. */
    private static void requireWhole(Source source) throws IOException {
        if (source.file().isPresent()) {
            try (InputStream again = Files.newInputStream(source.file().get())) {
                KeyBlock keyBlock = KeyBlock.read(again);
                EnvelopeInspection.of(keyBlock, source.length().orElseThrow() - keyBlock.length());
            }
        }
    }

    private static long text(Source source, Target target, EnvelopeCipher cipher, EncryptionContext context)
            throws IOException {
        byte[] envelope = Small.read(source.stream(), source.name());
        byte[] message = cipher.decrypt(Line.withoutEnd(new String(envelope, StandardCharsets.ISO_8859_1)), context);
        try {
            target.stream().write(message);
            return message.length;
        } finally {
            Arrays.fill(message, (byte) 0);
        }
    }
}
