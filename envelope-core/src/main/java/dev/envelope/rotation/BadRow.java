package dev.envelope.rotation;

import static java.util.Objects.requireNonNull;

import dev.envelope.ErrorCode;

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
}
