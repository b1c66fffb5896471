package dev.envelope.vault;

import java.util.List;
import java.util.Locale;

/**
 * What an error of Vault means. Its HTTP status alone does not tell: an unknown key, an altered ciphertext, a retired version and
 * a missing context are all 400. The texts are those of {@code builtin/logical/transit} and {@code sdk/helper/keysutil} of Vault and
 * OpenBao; {@code docs/vault.md} has them as a table.
 */
enum Condition {
    KEY_NOT_FOUND,
    SOFT_DELETED,
    VERSION_RETIRED,
    WRONG_USAGE,
    REFUSED,
    CONTEXT_MISSING,
    DENIED,
    NO_SUCH_PATH,
    TOO_LARGE,
    THROTTLED,
    UNAVAILABLE,
    INVALID_REQUEST;

    /**
     * What Transit is told to make a key of that is not there, so that it makes none. Where the key is there, it does not look at
     * the type.
     */
    static final String NO_KEY_TYPE = "must-exist";

    /** What does not open by an RSA key is an internal error to Vault and OpenBao, and so a 500. */
    private static final String RSA_REFUSED = "crypto/rsa: decryption error";

    private static final List<Text> TEXTS = List.of(
            new Text("encryption key not found", KEY_NOT_FOUND),
            new Text("unknown key type " + NO_KEY_TYPE, KEY_NOT_FOUND),
            new Text("soft-deleted key", SOFT_DELETED),
            new Text("disallowed by policy (too old)", VERSION_RETIRED),
            new Text("no such key version", VERSION_RETIRED),
            new Text("invalid ciphertext", REFUSED),
            new Text("message authentication failed", REFUSED),
            new Text(RSA_REFUSED, REFUSED),
            new Text("missing 'context'", CONTEXT_MISSING),
            new Text("due to high complexity", TOO_LARGE), // OpenBao, on requests with too many JSON strings
            new Text("encryption not supported for key type", WRONG_USAGE),
            new Text("decryption not supported for key type", WRONG_USAGE),
            new Text("non-aead cipher suite", WRONG_USAGE));

    private record Text(String part, Condition condition) {}

    /** What an answer as a whole means. */
    static Condition of(int status, List<String> errors) {
        return switch (status) {
            case 400 -> ofTexts(errors, INVALID_REQUEST);
            case 401, 403 -> DENIED;
            case 404, 405 -> NO_SUCH_PATH;
            case 413 -> TOO_LARGE;
            case 429 -> THROTTLED;
            case 500 -> errors.stream().anyMatch(error -> error.contains(RSA_REFUSED)) ? REFUSED : UNAVAILABLE;
            default -> status >= 500 || status == 412 || status == 472 || status == 473 ? UNAVAILABLE : INVALID_REQUEST;
        };
    }

    /** What the error of one item of a batch means, in an answer with that status. */
    static Condition ofItem(int status, String error) {
        return ofTexts(List.of(error), status >= 500 ? UNAVAILABLE : INVALID_REQUEST);
    }

    /** What an outage with that status may be, as the rest of a sentence. */
    static String hint(int status) {
        return status == 503 ? ", as one that is sealed does" : "";
    }

    private static Condition ofTexts(List<String> errors, Condition otherwise) {
        for (Text text : TEXTS) {
            for (String error : errors) {
                if (error.toLowerCase(Locale.ROOT).contains(text.part)) {
                    return text.condition;
                }
            }
        }
        return otherwise;
    }
}
