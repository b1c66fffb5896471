package dev.envelope.internal.format;

import dev.envelope.ContentRefusedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import java.util.Set;

/** Recognises the lengths at which databases cut a value that is too long for its column. */
public final class ColumnWidth {

    private static final Set<Integer> USUAL = Set.of(
            50, 64, 80, 100, 120, 128, 150, 191, 200, 250, 254, 255, 256, 300, 400, 500, 512, 767, 1000, 1024, 2000,
            2048, 3072, 4000, 4096, 8000, 8192, 16383, 16384, 21844, 32000, 32767, 65535, 16777215);

    private ColumnWidth() {}

    /**
     * The same failure, and where it was a cut at a usual width, a word on where to look.
     *
     * @param failure why an envelope can't be parsed
     * @param length its length, in bytes or characters
     * @return the failure to throw
     */
    public static InvalidEnvelopeException explain(InvalidEnvelopeException failure, int length) {
        boolean cut = failure.code() == ErrorCode.TRUNCATED || failure.code() == ErrorCode.MALFORMED;
        String hint = hint(length);
        return cut && !hint.isEmpty()
                ? new InvalidEnvelopeException(failure.code(), sentences(failure) + hint)
                : failure;
    }

    /**
     * The same failure, and where it may come from a cut at a usual width, a word on where to look.
     *
     * @param failure why an envelope's content is refused
     * @param length the length of the envelope, in bytes or characters
     * @return the failure to throw
     */
    public static ContentRefusedException explain(ContentRefusedException failure, int length) {
        String hint = hint(length);
        return hint.isEmpty() ? failure : new ContentRefusedException(sentences(failure) + hint);
    }

    private static String hint(int length) {
        return USUAL.contains(length)
                ? " The envelope is exactly " + length + " long, as a VARCHAR(" + length
                        + ") column that cuts would leave it: if so, widen the column and write the row again."
                : "";
    }

    /** The message without the code at its end, which the new exception adds again. */
    private static String sentences(EnvelopeException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.substring(0, message.lastIndexOf(" ["));
    }
}
