package dev.envelope.cli.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.EncryptingInputStream;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.cli.kek.KekOptions;
import dev.envelope.cli.kek.OpenKeys;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Encrypts a file of any size into an envelope. */
@Command(
        name = "encrypt",
        description = "Encrypts a file of any size into an envelope.",
        mixinStandardHelpOptions = true)
public final class EncryptCommand implements Operation {

    private final Shell shell;

    @Mixin
    private final KekOptions keks = new KekOptions();

    @Mixin
    private final FileOptions files = new FileOptions();

    @Mixin
    private final ContextOptions contexts = new ContextOptions();

    @Option(names = "--text", description = "Write the text form, one line of ASCII; for up to 16 MiB.")
    private boolean text;

    /**
     * Makes the command.
     *
     * @param shell where it reads and writes
     */
    public EncryptCommand(Shell shell) {
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
                Target target = Target.open(files, false, shell);
                OpenKeys keys = keks.open(shell)) {
            EnvelopeCipher cipher = files.cipher(keys.keyring());
            Encrypted encrypted =
                    text ? text(source, target, cipher, context) : binary(source, target, cipher, context);
            target.complete();
            return result(source, target, encrypted);
        }
    }

    private Encrypted binary(Source source, Target target, EnvelopeCipher cipher, EncryptionContext context)
            throws IOException {
        Counting message = new Counting(source.stream());
        Progress progress = new Progress(
                "Encrypting", source.length(), files.quiet(), shell.terminal(), shell.err(), System::nanoTime);
        InputStream shown = progress.of(message);
        try (EncryptingInputStream envelope = cipher.encryptingStream(shown, context)) {
            long length = Transfer.copy(envelope, target.stream());
            return new Encrypted(envelope.keyBlock(), message.count(), length);
        } finally {
            progress.end();
        }
    }

    private static Encrypted text(Source source, Target target, EnvelopeCipher cipher, EncryptionContext context)
            throws IOException {
        byte[] message = Small.read(source.stream(), source.name());
        try {
            String envelope = cipher.encryptToText(message, context);
            target.stream().write((envelope + "\n").getBytes(StandardCharsets.US_ASCII));
            return new Encrypted(Envelope.parse(envelope).keyBlock(), message.length, envelope.length());
        } finally {
            Arrays.fill(message, (byte) 0);
        }
    }

    private Result result(Source source, Target target, Encrypted encrypted) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("in", files.in())
                .put("out", files.out())
                .put("form", (text ? EnvelopeForm.TEXT : EnvelopeForm.BINARY).toString())
                .put("messageBytes", encrypted.messageLength)
                .put("envelopeBytes", encrypted.length);
        ArrayNode keys = json.putArray("keys");
        encrypted
                .keyBlock
                .keys()
                .forEach(key -> keys.addObject().put("kek", key.kekName()).put("version", key.kekVersion()));
        String words = "Encrypted " + source.name() + " (" + new Size(encrypted.messageLength) + ") to " + target.name()
                + " under "
                + encrypted.keyBlock.keys().stream().map(EncryptCommand::name).collect(Collectors.joining(", "))
                + ".";
        return Result.told(json, files.quiet() ? "" : words);
    }

    private static String name(WrappedKey key) {
        return key.kekName() + (key.kekVersion().isEmpty() ? "" : " version " + key.kekVersion());
    }

    private record Encrypted(KeyBlock keyBlock, long messageLength, long length) {}
}
