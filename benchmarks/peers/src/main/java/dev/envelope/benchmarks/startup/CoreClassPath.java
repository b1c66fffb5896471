package dev.envelope.benchmarks.startup;

import dev.envelope.EnvelopeCipher;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** What an application has on its class path that uses core and nothing else: our jar, and those that it needs at run time. */
final class CoreClassPath {

    private final Path ours;
    private final List<Path> others;

    private CoreClassPath(Path ours, List<Path> others) {
        this.ours = ours;
        this.others = others;
    }

    /** With our classes packed into a jar in a folder, as an application has them. */
    static CoreClassPath of(List<Path> others, Path folder) throws IOException {
        Path classes = locationOf(EnvelopeCipher.class);
        if (!Files.isDirectory(classes)) {
            return new CoreClassPath(classes, others);
        }
        Path jar = folder.resolve("envelope-core.jar");
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        int status = tool.run(System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), ".");
        if (status != 0) {
            throw new IOException("Could not write " + jar);
        }
        return new CoreClassPath(jar, others);
    }

    List<Path> others() {
        return others;
    }

    /** With the folder that a program is in first, so that no jar is opened for a program that needs none. */
    String with(Class<?> program) {
        List<String> all = new ArrayList<>();
        all.add(locationOf(program).toString());
        all.add(ours.toString());
        others.forEach(other -> all.add(other.toString()));
        return String.join(File.pathSeparator, all);
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
