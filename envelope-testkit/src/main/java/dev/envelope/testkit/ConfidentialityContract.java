package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.failureOf;

import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * No data key, no wrapped key and no context value is in a text that may end in a log. {@link FailureContract} looks through
 * the failures of the service for them too.
 */
interface ConfidentialityContract {

    @Test
    default void refusing_a_wrong_context_shows_no_secret(KekUnderTest test) {
        test.assume(KekCapability.BINDS_CONTEXT);
        test.assume(KekCapability.AUTHENTICATES);
        try (Canary canary = new Canary(test)) {
            canary.assertNotIn(failureOf(
                    "unwrapping with another context",
                    () -> test.unwrap(canary.wrapped(), canary.context().with("more", Canary.VALUE + "more"))));
        }
    }

    @Test
    default void refusing_an_altered_wrapped_key_shows_no_secret(KekUnderTest test) {
        test.assume(KekCapability.AUTHENTICATES);
        try (Canary canary = new Canary(test)) {
            byte[] altered = canary.wrapped().bytes();
            altered[altered.length - 1] ^= 1;
            WrappedKey forgery =
                    WrappedKey.of(canary.wrapped().kekName(), canary.wrapped().kekVersion(), altered);
            canary.alsoSecret(altered);

            canary.assertNotIn(failureOf("unwrapping a forgery", () -> test.unwrap(forgery, canary.context())));
        }
    }

    @Test
    default void refusing_what_another_key_wrapped_shows_no_secret(KekUnderTest test) {
        test.assume(KekCapability.AUTHENTICATES);
        try (Canary canary = new Canary(test)) {
            KeyEncryptionKey other = test.other();

            canary.assertNotIn(failureOf(
                    "unwrapping with another key",
                    () -> other.unwrap(canary.wrapped(), canary.context(), test.deadline())));
        }
    }

    @Test
    default void an_expired_deadline_shows_no_secret(KekUnderTest test) {
        try (Canary canary = new Canary(test)) {
            Deadline expired = test.deadline(Duration.ZERO);

            canary.assertNotIn(failureOf(
                    "unwrapping too late", () -> test.kek().unwrap(canary.wrapped(), canary.context(), expired)));
            canary.assertNotIn(
                    failureOf("wrapping too late", () -> test.kek().wrap(canary.key(), canary.context(), expired)));
        }
    }

    @Test
    default void the_text_form_of_the_key_shows_no_secret(KekUnderTest test) {
        try (Canary canary = new Canary(test);
                DataKey unwrapped = test.unwrap(canary.wrapped(), canary.context())) {
            canary.assertNotIn(test.kek().toString());
            canary.assertNotIn(unwrapped.toString());
        }
    }
}
