package dev.envelope.cli.shell;

import static java.util.Objects.requireNonNull;

/** What can go wrong in this program besides what goes wrong in the library. Its message is one sentence without secrets. */
public final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final ExitCode exit;

    /**
     * Creates the exception.
     *
     * @param code a stable code: lower-case words joined by hyphens
     * @param exit how the program ends
     * @param message what is wrong and what to do, as a sentence
     */
    public CliException(String code, ExitCode exit, String message) {
        super(message);
        this.code = requireNonNull(code, "code");
        this.exit = requireNonNull(exit, "exit");
    }

    /**
     * The command line asks for what can't be done.
     *
     * @param message what is wrong, as a sentence
     * @return the exception
     */
    public static CliException usage(String message) {
        return new CliException("usage", ExitCode.USAGE, message);
    }

    /**
     * Returns the stable code.
     *
     * @return lower-case words joined by hyphens
     */
    public String code() {
        return code;
    }

    /**
     * Returns how the program ends.
     *
     * @return the exit code
     */
    public ExitCode exit() {
        return exit;
    }
}
