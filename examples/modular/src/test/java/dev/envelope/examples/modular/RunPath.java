package dev.envelope.examples.modular;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the example runs with: the published jars, or the folders that they are made of where nothing is packed yet. */
final class RunPath {

    private RunPath() {}

    static String asText() {
        try {
            return Files.readString(Path.of("target", "run.classpath"), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> entries() {
        return Arrays.stream(asText().split(File.pathSeparator)).map(Path::of).toList();
    }

    /** The modules of the library. */
    static List<ModuleReference> envelope() {
        return ModuleFinder.of(entries().toArray(Path[]::new)).findAll().stream()
                .filter(module -> module.descriptor().name().matches("dev\\.envelope(\\..*)?"))
                .toList();
    }
}
