package dev.envelope.cli.shell;

import dev.envelope.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** How the program ends: one number for each thing that a script would do next. */
public enum ExitCode {
    /** All was done. */
    DONE(0, "done"),
    /** All was done, and what was found needs someone's attention. */
    ATTENTION(1, "finished, but something needs attention: bad rows, a verdict of no, failing vectors"),
    /** The command line asks for what can't be done. */
    USAGE(2, "usage: the command line, or a file that it names, is not as it has to be"),
    /** The input is refused, now and whenever it is tried again. */
    REFUSED(3, "refused: not an envelope, cut or altered, wrong context, no key that opens it"),
    /** A key service or a database does not answer. */
    UNAVAILABLE(4, "a key service or the database is not available: try again later"),
    /** Rights or settings are missing. */
    DENIED(5, "access denied or misconfigured: keys, credentials, files"),
    /** A defect of this program. */
    DEFECT(70, "a defect of this program: please report it"),
    /** Someone told the program to end. */
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /**
     * Returns what the shell sees.
     *
     * @return the number
     */
    public int code() {
        return code;
    }

    /**
     * Returns what it means.
     *
     * @return a line for people
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Returns how the program ends where a call of the library failed.
     *
     * @param failure the library's code
     * @return the exit code
     */
    public static ExitCode of(ErrorCode failure) {
        return switch (failure) {
            case NOT_AN_ENVELOPE,
                    TRUNCATED,
                    UNSUPPORTED_VERSION,
                    MALFORMED,
                    ALREADY_AN_ENVELOPE,
                    CONTENT_REFUSED,
                    INVALID_CONTEXT,
                    INVALID_TEXT,
                    TOO_LARGE,
                    TOO_MANY_KEYS,
                    KEK_NOT_IN_KEYRING,
                    KEK_VERSION_RETIRED,
                    WRAPPED_KEY_REFUSED,
                    SHREDDED,
                    INVALID_TENANT_ID,
                    TENANT_NOT_FOUND,
                    TENANT_SUSPENDED,
                    NO_KEY_OF_TENANT,
                    TENANT_RECORD_REFUSED -> REFUSED;
            case THROTTLED, UNAVAILABLE, TIMED_OUT -> UNAVAILABLE;
            case KEK_NOT_FOUND, KEK_DISABLED, KEK_PENDING_DELETION, KEK_WRONG_USAGE, ACCESS_DENIED, MISCONFIGURED ->
                DENIED;
            case INTERRUPTED -> INTERRUPTED;
        };
    }

    /**
     * Returns all codes and their meanings, for help texts.
     *
     * @return a line for each
     */
    public static List<String> table() {
        List<String> lines = new ArrayList<>();
        for (ExitCode exit : values()) {
            lines.add(String.format("%5d  %s", exit.code, exit.meaning));
        }
        return lines;
    }
}
