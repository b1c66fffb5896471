package dev.envelope.cli.files;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives a complete file its name, which no other file may have. */
public final class NewName {

    private NewName() {}

    /**
     * Gives a file its name. The file appears there whole, or not at all.
     *
     * @param complete the file, which may still have its old name too when this returns
     * @param name the name
     * @throws CliException if there is a file of that name
     * @throws IOException if it can't be given
     */
    public static void give(Path complete, Path name) throws IOException {
        try {
            // A hard link, other than a move, never takes the place of a file that appeared meanwhile.
            Files.createLink(name, complete);
        } catch (FileAlreadyExistsException e) {
            throw exists(name, "It is left as it is.");
        } catch (UnsupportedOperationException | FileSystemException e) {
            move(complete, name);
        }
    }

    /**
     * There is a file of that name.
     *
     * @param name the name
     * @param advice what to do, as a sentence
     * @return the exception
     */
    public static CliException exists(Path name, String advice) {
        return new CliException("output-exists", ExitCode.USAGE, "There is a file " + name + " already. " + advice);
    }

    private static void move(Path complete, Path name) throws IOException {
        try {
            Files.move(complete, name);
        } catch (FileAlreadyExistsException e) {
            throw exists(name, "It is left as it is.");
        }
    }
}
