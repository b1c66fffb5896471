package dev.envelope.cli;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A folder with a key, and what tests do with it by the library instead of the command. */
public record Fixture(Path folder) {

    public static final EncryptionContext CONTEXT = EncryptionContext.of("table", "cards", "id", "42");

    public static Fixture in(Path folder) {
        LocalKey.fromFileOrCreate("cards", folder.resolve("cards.key")).close();
        return new Fixture(folder);
    }

    public String kek() {
        return "local:cards=" + folder.resolve("cards.key");
    }

    public EnvelopeCipher cipher() {
        return EnvelopeCipher.using(LocalKey.fromFile("cards", folder.resolve("cards.key")));
    }

    public Path path(String name) {
        return folder.resolve(name);
    }

    public Path file(String name, byte[] content) {
        try {
            return Files.write(path(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all files but the key. */
    public List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("cards.key"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] message(int length) {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);
        return message;
    }
}
