package dev.envelope.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder that this process can't write to. */
final class Unwritable {

    private Unwritable() {}

    static Path folder(Path within) {
        try {
            Path closed = Files.createDirectory(within.resolve("closed"));
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
            if (!Files.isWritable(closed)) {
                return closed;
            }
            // root may write anywhere but to what the kernel shows
            Path kernel = Path.of("/sys/kernel");
            assumeTrue(Files.isDirectory(kernel), "this user may write to any folder");
            return kernel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
