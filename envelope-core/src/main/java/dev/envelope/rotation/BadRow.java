package dev.envelope.rotation;

import static java.util.Objects.requireNonNull;

import dev.envelope.ErrorCode;
import dev.envelope.internal.json.JsonObject;

/**
 * A row that could not be moved or opened, and why. It stays as it is.
 *
 * @param column the column
 * @param key the key of the row as a JSON object, such as {@code {"id":"42"}}
 * @param code why
 * @param reason the message of the failure, which shows no value
 */
public record BadRow(String column, String key, ErrorCode code, String reason) {

    /**
     * Checks that all are there.
     *
     * @param column the column
     * @param key the key of the row as a JSON object
     * @param code why
     * @param reason the message of the failure
     */
    public BadRow {
        requireNonNull(column, "column");
        requireNonNull(key, "key");
        requireNonNull(code, "code");
        requireNonNull(reason, "reason");
    }

    /**
     * A row as it was read, and why it is bad. For engine and stores alike: one row must not be two in a quarantine.
     *
     * @param row the row
     * @param code why
     * @param reason the message of the failure, which shows no value
     * @return the bad row, with its key as a JSON object of texts in the order of the key, in one line and in ASCII
     */
    public static BadRow of(StoredRow row, ErrorCode code, String reason) {
        return new BadRow(row.column(), keyOf(row), code, reason);
    }

    /** The key of a row as a JSON object. */
    static String keyOf(StoredRow row) {
        JsonObject key = new JsonObject();
        row.key().forEach(key::put);
        return key.toString();
    }
}
