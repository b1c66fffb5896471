package dev.envelope.cli.rotate;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the password of the database comes from: never from an argument, which every process of the machine can see. */
final class Password {

    static final String VARIABLE = "ENVELOPE_DB_PASSWORD";

    private Password() {}

    /**
     * From the file that was named, else from the environment, else from the user; empty where no one has one. Where no user is
     * named, who it is may stand in the URL, or the database may want none: no question then.
     */
    static Optional<String> find(@Nullable Path file, Optional<String> user, Shell shell) throws IOException {
        if (file != null) {
            return Optional.of(firstLine(file));
        }
        String variable = shell.environment().get(VARIABLE);
        if (variable != null) {
            return Optional.of(variable);
        }
        return user.flatMap(name -> shell.password().flatMap(prompt -> prompt.ask("Password of " + name)))
                .map(String::new);
    }

    private static String firstLine(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw CliException.usage(file + " is a folder.");
        }
        return Files.readString(file).lines().findFirst().orElse("");
    }
}
