package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.ROW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.KekCapability;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * The bytes come from storage and may be anything. A key that authenticates refuses all that it has not made; one that
 * does not may give another data key, which the content's commitment refuses then, but never the right one.
 */
interface TamperingContract {

    @Test
    default void a_wrapped_key_with_any_byte_altered_does_not_open(KekUnderTest test) {
        assertNoVariantOpens(test, 0, (bytes, i) -> {
            byte[] altered = bytes.clone();
            // Another bit in each byte: text encodings ignore some of them, and not always the same.
            altered[i] ^= (byte) (1 << (i % Byte.SIZE));
            return altered;
        });
    }

    @Test
    default void a_wrapped_key_that_was_cut_anywhere_does_not_open(KekUnderTest test) {
        assertNoVariantOpens(test, 1, Arrays::copyOf);
    }

    @Test
    default void a_wrapped_key_that_was_extended_does_not_open(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);

            assertDoesNotOpen(test, key, wrapped, Arrays.copyOf(wrapped.bytes(), wrapped.bytes().length + 1), "longer");
        }
    }

    @Test
    default void one_byte_is_no_wrapped_key(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            assertDoesNotOpen(test, key, test.wrap(key, ROW), new byte[1], "one byte");
        }
    }

    @Test
    default void as_many_bytes_as_fit_are_no_wrapped_key(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);
            byte[] longest = Arrays.copyOf(wrapped.bytes(), WrappedKey.MAX_WRAPPED_LENGTH);
            Arrays.fill(longest, wrapped.bytes().length, longest.length, (byte) 0xff);

            assertDoesNotOpen(test, key, wrapped, longest, "the longest");
        }
    }

    @Test
    default void zeros_behind_the_format_byte_are_no_wrapped_key(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);
            byte[] zeros = new byte[wrapped.bytes().length];
            zeros[0] = wrapped.bytes()[0];

            assertDoesNotOpen(test, key, wrapped, zeros, "zeros");
        }
    }

    @Test
    default void the_version_on_the_label_is_not_trusted(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);
            WrappedKey relabelled = WrappedKey.of(wrapped.kekName(), "no-such-version", wrapped.bytes());

            // Either the wrapped key itself says what opens it, or the version is needed and not there.
            try (DataKey opened = test.unwrap(relabelled, ROW)) {
                assertThat(opened.sameBytesAs(key))
                        .as("of a provider that does" + (test.can(KekCapability.BINDS_VERSION) ? "" : " not")
                                + " declare BINDS_VERSION")
                        .isEqualTo(!test.can(KekCapability.BINDS_VERSION));
            } catch (EnvelopeException e) {
                assertThat(e.code())
                        .isIn(ErrorCode.WRAPPED_KEY_REFUSED, ErrorCode.KEK_VERSION_RETIRED, ErrorCode.NO_KEY_OF_TENANT);
            }
        }
    }

    private static void assertNoVariantOpens(
            KekUnderTest test, int first, BiFunction<byte[], Integer, byte[]> variant) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);
            byte[] bytes = wrapped.bytes();
            for (int i = first; i < bytes.length; i++) {
                assertDoesNotOpen(test, key, wrapped, variant.apply(bytes, i), "at byte " + i + " of " + bytes.length);
            }
        }
    }

    private static void assertDoesNotOpen(
            KekUnderTest test, DataKey key, WrappedKey wrapped, byte[] forged, String what) {
        WrappedKey forgery = WrappedKey.of(wrapped.kekName(), wrapped.kekVersion(), forged);
        try (DataKey opened = test.unwrap(forgery, ROW)) {
            assertThat(test.can(KekCapability.AUTHENTICATES))
                    .as("the provider declares AUTHENTICATES, and opens a forgery (%s)", what)
                    .isFalse();
            assertThat(opened.sameBytesAs(key))
                    .as("a forgery (%s) opens to the data key", what)
                    .isFalse();
        } catch (EnvelopeException e) {
            assertThat(e.code())
                    .as("of a forgery (%s): %s", what, e.getMessage())
                    .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
        }
    }
}
