package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.ROW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.KekCapability;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every context can be given, and where the provider says so, a wrapped key opens with its own only. */
interface ContextContract {

    @Test
    default void the_empty_context_is_a_context(KekUnderTest test) {
        assertOpens(test, EncryptionContext.none(), EncryptionContext.none());
    }

    @Test
    default void a_context_may_hold_any_character(KekUnderTest test) {
        EncryptionContext context =
                EncryptionContext.of("名前", "Żółć 🔑", "é", "e\u0301", "empty", "", "punctuation", "\"'=:,{}[]\\%\n\t");

        assertOpens(test, context, context);
    }

    @Test
    default void the_order_of_the_pairs_does_not_matter(KekUnderTest test) {
        Map<String, String> forwards = new LinkedHashMap<>();
        forwards.put("table", "cards");
        forwards.put("id", "42");
        Map<String, String> backwards = new LinkedHashMap<>();
        backwards.put("id", "42");
        backwards.put("table", "cards");

        assertOpens(test, EncryptionContext.of(forwards), EncryptionContext.of(backwards));
    }

    @Test
    default void a_context_with_another_value_is_refused(KekUnderTest test) {
        assertRefused(test, ROW, EncryptionContext.of("table", "cards", "id", "43"));
    }

    @Test
    default void a_context_with_another_key_is_refused(KekUnderTest test) {
        assertRefused(test, ROW, EncryptionContext.of("table", "cards", "ID", "42"));
    }

    @Test
    default void a_context_with_a_pair_more_is_refused(KekUnderTest test) {
        assertRefused(test, ROW, ROW.with("column", "pan"));
    }

    @Test
    default void a_context_with_a_pair_less_is_refused(KekUnderTest test) {
        assertRefused(test, ROW.with("column", "pan"), ROW);
    }

    @Test
    default void the_empty_context_does_not_open_what_has_one(KekUnderTest test) {
        assertRefused(test, ROW, EncryptionContext.none());
    }

    @Test
    default void a_context_does_not_open_what_has_none(KekUnderTest test) {
        assertRefused(test, EncryptionContext.none(), ROW);
    }

    @Test
    default void a_context_with_its_values_exchanged_is_refused(KekUnderTest test) {
        assertRefused(test, EncryptionContext.of("a", "1", "b", "2"), EncryptionContext.of("a", "2", "b", "1"));
    }

    @Test
    default void pairs_that_look_the_same_when_joined_are_not_the_same(KekUnderTest test) {
        assertRefused(test, EncryptionContext.of("a", "bc"), EncryptionContext.of("ab", "c"));
    }

    @Test
    default void values_that_look_the_same_when_joined_are_not_the_same(KekUnderTest test) {
        assertRefused(
                test,
                EncryptionContext.of("tenant", "a", "user", "b_c"),
                EncryptionContext.of("tenant", "a_b", "user", "c"));
    }

    @Test
    default void two_pairs_are_not_one_that_holds_their_punctuation(KekUnderTest test) {
        assertRefused(test, EncryptionContext.of("a", "1", "b", "2"), EncryptionContext.of("a", "1\",\"b\":\"2"));
    }

    @Test
    default void characters_that_only_look_the_same_are_not_the_same(KekUnderTest test) {
        assertRefused(test, EncryptionContext.of("name", "é"), EncryptionContext.of("name", "e\u0301"));
    }

    @Test
    default void a_generated_data_key_is_bound_to_its_context(KekUnderTest test) {
        test.assume(KekCapability.BINDS_CONTEXT);
        try (var generated = test.generate(ROW)) {
            assertRefused(test, generated.wrapped(), generated.key(), EncryptionContext.none());
        }
    }

    @Test
    default void a_rewrapped_data_key_is_bound_to_its_context(KekUnderTest test) {
        test.assume(KekCapability.BINDS_CONTEXT);
        try (DataKey key = DataKey.generate()) {
            assertRefused(test, test.rewrap(test.wrap(key, ROW), ROW), key, EncryptionContext.none());
        }
    }

    @Test
    default void rewrapping_with_another_context_is_refused(KekUnderTest test) {
        test.assume(KekCapability.BINDS_CONTEXT);
        WrappedKey wrapped = test.wrapNew(ROW);

        EnvelopeException failure = KekUnderTest.failureOf(
                "rewrapping with another context, although BINDS_CONTEXT is declared",
                () -> test.rewrap(wrapped, EncryptionContext.none()));

        assertThat(failure.code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    private static void assertOpens(KekUnderTest test, EncryptionContext wrappedWith, EncryptionContext openedWith) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, wrappedWith);

            assertThat(test.opensTo(key, wrapped, openedWith)).isTrue();
        }
    }

    private static void assertRefused(KekUnderTest test, EncryptionContext wrappedWith, EncryptionContext openedWith) {
        test.assume(KekCapability.BINDS_CONTEXT);
        try (DataKey key = DataKey.generate()) {
            assertRefused(test, test.wrap(key, wrappedWith), key, openedWith);
        }
    }

    private static void assertRefused(KekUnderTest test, WrappedKey wrapped, DataKey key, EncryptionContext context) {
        try (DataKey opened = test.unwrap(wrapped, context)) {
            boolean same = opened.sameBytesAs(key);
            // A key that does not authenticate may bind its context by giving another data key.
            assertThat(same || test.can(KekCapability.AUTHENTICATES))
                    .as("the provider declares BINDS_CONTEXT, and another context opens the wrapped key")
                    .isFalse();
        } catch (EnvelopeException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
        }
    }
}
