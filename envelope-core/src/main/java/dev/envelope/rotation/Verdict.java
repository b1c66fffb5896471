package dev.envelope.rotation;

import java.util.List;

/**
 * Whether a version of a key-encryption key may be retired, as far as the rows of one store go. Replicas, backups, exports and
 * queues have rows of their own.
 *
 * @param version the version
 * @param mayBeRetired true if every envelope was opened and none names the version
 * @param proven whether that rests on what was unwrapped, and not on labels: every key that opened a row binds versions, or the
 *     rows were opened by a cipher that has no key of that name
 * @param rows how many values name it, or could not be opened and so may need it
 * @param keys the keys of the first of those rows
 * @param message the same as a sentence
 */
public record Verdict(
        KekVersion version, boolean mayBeRetired, boolean proven, long rows, List<String> keys, String message) {

    /**
     * Copies the list.
     *
     * @param version the version
     * @param mayBeRetired whether it may be retired
     * @param proven whether that rests on what was unwrapped
     * @param rows how many values need it or may need it
     * @param keys the keys of the first of those rows
     * @param message the same as a sentence
     */
    public Verdict {
        keys = List.copyOf(keys);
    }
}
