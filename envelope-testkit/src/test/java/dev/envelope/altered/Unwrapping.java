package dev.envelope.altered;

import dev.envelope.ErrorCode;
import java.util.Arrays;
import java.util.Optional;

/** What becomes of the record when a KEK is given an entry that may have been altered on the way. */
@FunctionalInterface
public interface Unwrapping {

    /** The code of the refusal; empty if the entry still gives the record's data key. */
    Optional<ErrorCode> of(WrappedEntry written, WrappedEntry read);

    /** The label says which version opens it, and is authenticated with the bytes or leads to another key. */
    static Unwrapping underItsLabel(ErrorCode unknownVersion) {
        return (written, read) -> {
            if (!read.version().equals(written.version())) {
                return Optional.of(unknownVersion);
            }
            return ofItsBytes().of(written, read);
        };
    }

    /** The bytes say all there is to say; the label is for people and for indexes. */
    static Unwrapping ofItsBytes() {
        return (written, read) -> Arrays.equals(written.wrapped(), read.wrapped())
                ? Optional.empty()
                : Optional.of(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    /** Format byte 02: of altered random bytes it makes another key, which the commitment refuses. */
    static Unwrapping derived(ErrorCode unknownVersion) {
        return (written, read) -> {
            Optional<ErrorCode> refusal = underItsLabel(unknownVersion).of(written, read);
            boolean otherRandomBytes =
                    read.wrapped().length == written.wrapped().length && read.wrapped()[0] == written.wrapped()[0];
            return refusal.filter(ErrorCode.WRAPPED_KEY_REFUSED::equals).isPresent() && otherRandomBytes
                    ? Optional.of(ErrorCode.CONTENT_REFUSED)
                    : refusal;
        };
    }
}
