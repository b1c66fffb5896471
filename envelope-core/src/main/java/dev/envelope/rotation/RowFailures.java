package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.internal.json.JsonObject;
import java.util.EnumSet;
import java.util.Set;

/** What a failure means: for the row, or for the whole job. */
final class RowFailures {

    /** With these every row would fail, or what keeps this one from being moved is to be mended by a person first. */
    private static final Set<ErrorCode> STOPPING = EnumSet.of(
            ErrorCode.ACCESS_DENIED,
            ErrorCode.KEK_DISABLED,
            ErrorCode.KEK_PENDING_DELETION,
            ErrorCode.KEK_WRONG_USAGE,
            ErrorCode.MISCONFIGURED,
            ErrorCode.INTERRUPTED);

    private RowFailures() {}

    static boolean stopsTheJob(ErrorCode code) {
        return STOPPING.contains(code);
    }

    static BadRow bad(StoredRow row, EnvelopeException failure) {
        return BadRow.of(row, failure.code(), String.valueOf(failure.getMessage()));
    }

    static BadRow bad(StoredRow row, ErrorCode code, String reason) {
        return BadRow.of(row, code, reason + " [" + code + "]");
    }

    /** A function of the user's threw. Its message may show what the row holds, and is not repeated. */
    static BadRow bad(StoredRow row, RuntimeException thrown) {
        return thrown instanceof EnvelopeException failure
                ? bad(row, failure)
                : bad(
                        row,
                        ErrorCode.INVALID_CONTEXT,
                        "The function that makes the row's context, or names its tenant, threw "
                                + thrown.getClass().getName() + ".");
    }

    static JsonObject json(BadRow row) {
        return new JsonObject()
                .put("column", row.column())
                .put("key", row.key())
                .put("code", row.code().toString())
                .put("reason", row.reason());
    }
}
