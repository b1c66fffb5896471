package dev.envelope.examples.secrets;

import dev.envelope.format.WrappedKey;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** What the command line can do with a secret. Data goes to one stream, everything else to another. */
final class Commands {

    private final Bucket bucket;
    private final SecretStore store;
    private final Traffic traffic;
    private final boolean terminal;
    private final OutputStream data;
    private final PrintStream messages;

    Commands(
            Bucket bucket,
            SecretStore store,
            Traffic traffic,
            boolean terminal,
            OutputStream data,
            PrintStream messages) {
        this.bucket = bucket;
        this.store = store;
        this.traffic = traffic;
        this.terminal = terminal;
        this.data = data;
        this.messages = messages;
    }

    void put(Path file, SecretName name) throws IOException {
        Progress progress = progress("stored", Files.size(file));
        try (InputStream plain = Files.newInputStream(file)) {
            store.put(name, progress.of(plain));
        } finally {
            progress.end();
        }
        tell("stored '" + name + "', " + traffic.moved().sent() + " bytes");
    }

    /** Writes the file only when the secret was read and authenticated to its end. */
    void get(SecretName name, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path unfinished = Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), ".unfinished");
        try {
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                copy(name, out);
            }
            Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        tell("wrote " + file);
    }

    /** Prints it as it comes: whoever reads it has to look at the exit code before acting on it. */
    void get(SecretName name) throws IOException {
        copy(name, data);
        data.flush();
    }

    void range(SecretName name, long offset, long length) throws IOException {
        long copied = store.range(name, offset, length, data);
        data.flush();
        tell(copied + " bytes, " + traffic.moved().received() + " bytes fetched");
    }

    void rewrap(SecretName name) throws IOException {
        SecretStore.Rewrapped result = store.rewrap(name);
        Traffic.Moved moved = traffic.moved();
        tell((result.hasChanged() ? "rewrapped '" : "is current already: '") + name + "', " + moved.received()
                + " bytes received, " + moved.sent() + " bytes sent");
    }

    /** Prints what can be said of a secret without using a key. */
    void info(SecretName name) throws IOException {
        KeyObject key = store.require(name).value();
        Optional<Bucket.Stat> content = bucket.stat(key.contentKey());
        StringBuilder text = new StringBuilder();
        line(text, "key object", name.keyObject());
        for (WrappedKey wrapped : key.keyBlock().keys()) {
            line(
                    text,
                    "wrapped by",
                    wrapped.kekName() + (wrapped.kekVersion().isEmpty() ? "" : " version " + wrapped.kekVersion()));
        }
        line(text, "content object", key.contentKey());
        line(
                text,
                "content",
                content.map(stat -> stat.length() + " bytes, written " + stat.lastModified()
                                + (stat.etag().equals(key.contentEtag())
                                        ? ""
                                        : ", NOT the one that the key object names"))
                        .orElse("MISSING"));
        data.write(text.toString().getBytes(StandardCharsets.UTF_8));
        data.flush();
    }

    private void copy(SecretName name, OutputStream out) throws IOException {
        Bucket.Content content = store.open(name);
        Progress progress = progress("read", content.length());
        try (InputStream plain = progress.of(content.stream())) {
            plain.transferTo(out);
            progress.complete();
        } finally {
            progress.end();
        }
    }

    private Progress progress(String what, long total) {
        return new Progress(what, total, terminal, messages, System::nanoTime);
    }

    private void tell(String message) {
        messages.println(message);
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(String.format(Locale.ROOT, "%-16s%s%n", what, value));
    }

    /** Standard output, buffered, without the conversions of a {@link PrintStream}, and with its errors. */
    static OutputStream standardOutput() {
        return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    }
}
