package dev.envelope;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A record, and the envelope to store in place of the one that it was read from, if that one is stale. Its arrays are not
 * copied: they are the caller's, to wipe too.
 *
 * @param <E> the form of the envelope: {@code byte[]} or {@link String}
 * @param message the record
 * @param fresh the same content under the keys of today; empty where the envelope is current, where no one can tell, where
 *     the key service could not wrap just now, and where the record was plaintext
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DecryptedRecord<E>(byte[] message, Optional<E> fresh) {

    /**
     * Checks that both are there.
     *
     * @param message the record
     * @param fresh the envelope to store in place of the other
     */
    public DecryptedRecord {
        requireNonNull(message, "message");
        requireNonNull(fresh, "fresh");
    }

    /** Tells whether there is a fresh envelope, and nothing of the record. */
    @Override
    public String toString() {
        return "DecryptedRecord[" + (fresh.isPresent() ? "stale" : "not known to be stale") + "]";
    }
}
