package dev.envelope.cli.keygen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.LocalKey;
import dev.envelope.cli.files.NewFile;
import dev.envelope.cli.files.NewName;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a file with a local key, or adds a version to one. The key itself is never shown. */
@Command(
        name = "keygen",
        description = {
            "Makes a file with a random local key, readable by its owner only.",
            "Back it up: without it, everything that it wrapped is lost."
        },
        mixinStandardHelpOptions = true)
public final class KeygenCommand implements Operation {

    /** The name of a key is not in its file; the library wants one for its messages. */
    private static final String NAME = "local";

    @Parameters(paramLabel = "<file>", description = "The key file.")
    private Path file = Path.of("");

    @Option(
            names = "--rotate",
            description =
                    "Add a version to a key file that is there. It encrypts from now on, the others still decrypt.")
    private boolean rotate;

    @Override
    public Result run() throws IOException {
        try (LocalKey key = rotate ? LocalKey.rotateFile(NAME, file) : create()) {
            String version = key.currentVersion().orElseThrow();
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("file", file.toString())
                    .put("version", version)
                    .put("created", !rotate);
            return Result.shown(
                    json,
                    rotate
                            ? "Version " + version + " was added to " + file + " and encrypts from now on."
                            : "Version " + version + " was made in " + file + ". Back it up.");
        }
    }

    /** The library uses a key that is there; here, one that is there must not pass for a new one. */
    private LocalKey create() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw NewName.exists(file, "A key is never overwritten; --rotate adds a version to it.");
        }
        NewFile.requireFolder(file);
        Path made = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            LocalKey.fromFileOrCreate(NAME, made).close();
            NewName.give(made, file);
        } finally {
            Files.deleteIfExists(made);
        }
        return LocalKey.fromFile(NAME, file);
    }
}
