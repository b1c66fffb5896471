package dev.envelope.testkit;

import java.util.Optional;
import java.util.OptionalInt;

/** What a call touches while it is carried out, for the log. Belongs to one call. */
final class CallTrace {

    private Optional<String> keyId = Optional.empty();
    private OptionalInt version = OptionalInt.empty();

    void found(String id) {
        keyId = Optional.of(id);
    }

    void used(String id, int usedVersion) {
        keyId = Optional.of(id);
        version = OptionalInt.of(usedVersion);
    }

    Optional<String> keyId() {
        return keyId;
    }

    OptionalInt version() {
        return version;
    }
}
