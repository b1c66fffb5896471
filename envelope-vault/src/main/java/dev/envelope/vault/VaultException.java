package dev.envelope.vault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of Vault that is an error: the cause of the {@link dev.envelope.EnvelopeException} that an application sees.
 *
 * <p>What the server wrote is in {@link #errors()} and nowhere else, because it may repeat what it was sent: neither in the message
 * nor in {@code toString}, and so not in a log that prints stack traces.
 */
public final class VaultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What was asked. */
    private final String request;

    /** The HTTP status. */
    private final int status;

    /** What the server wrote; not serialised, as it goes into no log. */
    private final transient @Nullable List<String> errors;

    VaultException(String request, int status, List<String> errors) {
        super(said(request, status));
        this.request = request;
        this.status = status;
        this.errors = List.copyOf(errors);
    }

    /**
     * Returns the HTTP status of the answer; of an item of a batch, that of the whole batch, which may be 200.
     *
     * @return such as 400
     */
    public int status() {
        return status;
    }

    /**
     * Returns what the server wrote. Not for logs: it may repeat what it was sent.
     *
     * @return the errors of the answer, perhaps none; unmodifiable; none in an exception that was serialised
     */
    public List<String> errors() {
        return errors == null ? List.of() : errors;
    }

    /** What was asked, as Vault's audit log has it. */
    String request() {
        return request;
    }

    /** What the message says. */
    String said() {
        return said(request, status);
    }

    Condition condition() {
        return Condition.of(status, errors());
    }

    private static String said(String request, int status) {
        return "Vault answered HTTP status " + status + " to " + request;
    }
}
