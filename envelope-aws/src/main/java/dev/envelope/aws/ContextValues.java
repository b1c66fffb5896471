package dev.envelope.aws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;

/**
 * What AWS KMS is shown of an encryption context. CloudTrail logs the context of every call in the clear, and whoever reads
 * the trail reads it: a value that must not appear there (an e-mail address, a card number) is replaced before it is sent.
 *
 * <pre>{@code
 * ContextValues values = ContextValues.hashed("email"); // "tenant" and "table" go as they are
 * }</pre>
 *
 * <p>An implementation has to be deterministic for the life of the data: KMS opens a data key only with the values it was
 * wrapped with, so the same value has to give the same text in all programs and for ever. Nothing is lost in strength: the
 * record itself stays bound to the true values, whatever KMS is shown. IAM conditions see what KMS is shown.
 *
 * <p>Implementations have to be safe for use by several threads.
 */
@FunctionalInterface
public interface ContextValues {

    /**
     * Returns what KMS is shown in place of a value.
     *
     * @param key the key, which KMS is shown as it is
     * @param value the value that the application gave
     * @return the value to send; not null
     */
    String shown(String key, String value);

    /**
     * All values as they are.
     *
     * @return the default
     */
    static ContextValues asGiven() {
        return (key, value) -> value;
    }

    /**
     * Replaces the values of some keys by their SHA-256, which hides a value only as well as it can't be guessed: there are few
     * card numbers and known e-mail addresses, and whoever reads the trail can hash them all. For values like these, replace
     * them by an HMAC under a secret of the application's, kept as long as the data.
     *
     * <p>The value is {@code sha256-} and the unpadded base64url of SHA-256({@code "envelope/aws/context"} ‖ 00 ‖ key ‖ 00 ‖
     * value), all in UTF-8: 50 characters, which count in the 8192 bytes that KMS allows a context.
     *
     * @param keys the keys whose values are hashed; all others go as they are
     * @return the function
     */
    static ContextValues hashed(String... keys) {
        Set<String> hashed = Set.of(keys);
        return (key, value) -> hashed.contains(key) ? hash(key, value) : value;
    }

    private static String hash(String key, String value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {"envelope/aws/context\0", key, "\0", value}) {
                sha256.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return "sha256-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
