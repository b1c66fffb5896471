package dev.envelope;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while a key service was asked. Nothing is known to be wrong with the key or the
 * data. The thread's interrupt flag is set again before this is thrown.
 */
public final class CallInterruptedException extends KekException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception and sets the current thread's interrupt flag.
     *
     * @param kekName the name of the key-encryption key that was being asked
     * @param cause what reported the interrupt, or null
     */
    public CallInterruptedException(String kekName, @Nullable Throwable cause) {
        super(
                ErrorCode.INTERRUPTED,
                kekName,
                "The thread was interrupted while KEK '" + kekName
                        + "' was being used. Nothing was decided about the key or the data; let the thread end, or try"
                        + " again from another.",
                cause);
        Thread.currentThread().interrupt();
    }
}
