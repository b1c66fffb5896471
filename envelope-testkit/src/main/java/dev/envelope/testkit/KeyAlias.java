package dev.envelope.testkit;

import java.util.List;
import java.util.stream.Stream;

/**
 * An alias at one moment.
 *
 * @param target the id of the key that it points at
 * @param targets all keys that it ever pointed at, in the order in which it first did
 */
record KeyAlias(String target, List<String> targets) {

    static KeyAlias to(String keyId) {
        return new KeyAlias(keyId, List.of(keyId));
    }

    KeyAlias pointedAt(String keyId) {
        return new KeyAlias(
                keyId,
                Stream.concat(targets.stream(), Stream.of(keyId)).distinct().toList());
    }

    /** Whether what a key made may be opened through this alias; otherwise moving an alias would orphan it. */
    boolean admits(String keyId) {
        return targets.contains(keyId);
    }

    /**
     * A label for a version of a target. The versions of every key begin at 1, so those of any target but the first carry
     * the target's number: without it, what the old key made would pass for current when the alias has moved.
     */
    String versionLabel(String keyId, int version) {
        int number = targets.indexOf(keyId) + 1;
        return number == 1 ? Integer.toString(version) : number + "." + version;
    }
}
