package dev.envelope.cli.kek;

import dev.envelope.cli.shell.CliException;
import dev.envelope.kek.KeyEncryptionKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A key in a file, which is never created by using it.
 *
 * @param name the name in envelopes
 * @param file the file
 */
public record LocalKekSpec(String name, Path file) implements KekSpec {

    static LocalKekSpec of(String name, String file) {
        try {
            return new LocalKekSpec(name, Path.of(file));
        } catch (InvalidPathException e) {
            throw CliException.usage("'" + file + "' is not the name of a file.");
        }
    }

    @Override
    public KeyEncryptionKey open(KeyServices services) {
        return services.local(name, file);
    }
}
