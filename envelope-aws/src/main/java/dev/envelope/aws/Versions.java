package dev.envelope.aws;

import dev.envelope.format.WrappedKey;
import org.jspecify.annotations.Nullable;

/** The versions of a key of KMS, which are the ids of its key material. */
final class Versions {

    private Versions() {}

    /** The label of a wrapped key: the id of the key material, or empty where KMS does not tell it or the label has no room. */
    static String label(@Nullable String materialId) {
        if (materialId == null) {
            return "";
        }
        try {
            return WrappedKey.requireVersion(materialId);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
