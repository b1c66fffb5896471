package dev.envelope.cli.shell;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.EnvelopeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * What the program says of a failure.
 *
 * @param code the library's code, or one of this program's
 * @param exit how the program ends
 * @param message one sentence, free of secrets
 * @param retryable whether the same command may succeed later without anyone changing anything
 */
public record Failure(String code, ExitCode exit, String message, boolean retryable) {

    /**
     * Says what a command threw.
     *
     * @param thrown what it threw
     * @return the failure
     */
    public static Failure of(Throwable thrown) {
        if (thrown instanceof EnvelopeException e) {
            String code = e.code().toString();
            return new Failure(code, ExitCode.of(e.code()), withoutCode(e.getMessage(), code), e.isRetryable());
        }
        if (thrown instanceof CliException e) {
            return new Failure(e.code(), e.exit(), text(e.getMessage()), e.exit() == ExitCode.UNAVAILABLE);
        }
        if (thrown instanceof UncheckedIOException e && e.getCause() != null) {
            return of(e.getCause());
        }
        if (thrown instanceof InterruptedIOException || thrown instanceof ClosedByInterruptException) {
            return new Failure("interrupted", ExitCode.INTERRUPTED, "The command was interrupted.", false);
        }
        if (thrown instanceof FileSystemException e) {
            return ofFile(e);
        }
        if (thrown instanceof IOException e) {
            return new Failure(
                    "input-output", ExitCode.DENIED, "Reading or writing failed: " + text(e.getMessage()) + ".", false);
        }
        // The message of an exception that no one expected may hold anything, so it is not shown.
        return new Failure(
                "defect",
                ExitCode.DEFECT,
                "The program failed unexpectedly (" + thrown.getClass().getName()
                        + "); --stack-trace shows where. Please report it.",
                false);
    }

    /**
     * Returns the failure for programs.
     *
     * @return a JSON object with a member {@code error}
     */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error").put("code", code).put("message", message).put("retryable", retryable);
        return json;
    }

    /** Returns the failure for people. */
    @Override
    public String toString() {
        return message + " [" + code + "]";
    }

    private static Failure ofFile(FileSystemException e) {
        String file = e.getFile() == null ? "the file" : e.getFile();
        if (e instanceof NoSuchFileException) {
            return new Failure("no-such-file", ExitCode.USAGE, "There is no file or folder " + file + ".", false);
        }
        if (e instanceof FileAlreadyExistsException) {
            return new Failure("output-exists", ExitCode.USAGE, "There is a file " + file + " already.", false);
        }
        if (e instanceof AccessDeniedException) {
            return new Failure("file-access", ExitCode.DENIED, "Access to " + file + " is denied to this user.", false);
        }
        if (e instanceof NotDirectoryException) {
            return new Failure("no-such-file", ExitCode.USAGE, file + " is not a folder.", false);
        }
        return new Failure(
                "input-output",
                ExitCode.DENIED,
                "Reading or writing " + file + " failed" + (e.getReason() == null ? "" : ": " + e.getReason()) + ".",
                false);
    }

    private static String withoutCode(@Nullable String message, String code) {
        String text = text(message);
        String suffix = " [" + code + "]";
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static String text(@Nullable String message) {
        return message == null ? "no reason was given" : message;
    }
}
