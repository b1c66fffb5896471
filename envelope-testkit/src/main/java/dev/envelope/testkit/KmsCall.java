package dev.envelope.testkit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One call that {@link InMemoryKms} got.
 *
 * @param at when it was answered
 * @param principal the name of who called
 * @param operation what was asked for
 * @param requestedKey the key id or alias that the caller named; empty where it left that to the ciphertext
 * @param keyId the id of the key concerned, if the call came as far as telling; the new one for
 *     {@link KmsOperation#RE_ENCRYPT}
 * @param version the version of that key that was used; empty if the operation did not take effect
 * @param context the encryption context; the new one for {@link KmsOperation#RE_ENCRYPT}. Not in {@link #toString()}
 * @param error what the caller was told; empty if the call succeeded
 */
public record KmsCall(
        Instant at,
        String principal,
        KmsOperation operation,
        Optional<String> requestedKey,
        Optional<String> keyId,
        OptionalInt version,
        Map<String, String> context,
        Optional<KmsErrorCode> error) {

    /**
     * Tells whether the caller got what it asked for.
     *
     * @return true if there was no error
     */
    public boolean succeeded() {
        return error.isEmpty();
    }

    /**
     * Tells whether the service did what it was asked for. It may have without the caller knowing, if the connection was
     * dropped afterwards.
     *
     * @return true if a version of a key was used
     */
    public boolean tookEffect() {
        return version.isPresent();
    }

    /**
     * Returns the call in one line, with the context's keys and none of its values.
     *
     * @return such as {@code DECRYPT with cards#1 by processor, context [column, id, table]: ok}
     */
    @Override
    public String toString() {
        String key = keyId.or(() -> requestedKey).orElse("an unknown key");
        String used = version.isPresent() ? "#" + version.getAsInt() : "";
        String outcome = error.map(KmsErrorCode::name).orElse("ok");
        return operation + " with " + key + used + " by " + principal + ", context " + context.keySet() + ": "
                + outcome;
    }
}
