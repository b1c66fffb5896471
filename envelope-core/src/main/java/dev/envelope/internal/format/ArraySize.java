package dev.envelope.internal.format;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;

/** How long an array can be. */
public final class ArraySize {

    /** Some virtual machines need a few of the indexes for themselves. */
    private static final long MAX = Integer.MAX_VALUE - 8;

    private ArraySize() {}

    /**
     * Checks a length before it is allocated.
     *
     * @param length the length of an envelope, in bytes or characters
     * @return the same
     * @throws InvalidInputException with {@link ErrorCode#TOO_LARGE} if no array is so long
     */
    public static int of(long length) {
        if (length > MAX) {
            throw new InvalidInputException(
                    ErrorCode.TOO_LARGE,
                    "The envelope would take " + length + " bytes or characters, more than an array can hold. Use a"
                            + " stream.");
        }
        return (int) length;
    }
}
