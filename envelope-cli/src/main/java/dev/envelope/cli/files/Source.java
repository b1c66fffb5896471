package dev.envelope.cli.files;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.Shell;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a command reads.
 *
 * @param name what it is called in messages
 * @param stream its bytes; can be marked
 * @param file where to read it once more; empty where it can be read but once
 * @param length its length, in bytes; empty where it is not known before its end
 */
record Source(String name, InputStream stream, Optional<Path> file, OptionalLong length) implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    static Source open(String name, Shell shell) throws IOException {
        if (name.equals(FileOptions.STANDARD)) {
            return new Source(
                    "standard input",
                    new BufferedInputStream(unclosed(shell.in()), BUFFER),
                    Optional.empty(),
                    OptionalLong.empty());
        }
        Path file = path(name);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw CliException.usage(name + " is a folder.");
        }
        InputStream stream = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        return attributes.isRegularFile()
                ? new Source(name, stream, Optional.of(file), OptionalLong.of(attributes.size()))
                : new Source(name, stream, Optional.empty(), OptionalLong.empty());
    }

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw CliException.usage("'" + name + "' is not the name of a file.");
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {
                // whose it is closes it
            }
        };
    }
}
