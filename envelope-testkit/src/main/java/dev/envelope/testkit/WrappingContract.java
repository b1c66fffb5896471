package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.ROW;
import static dev.envelope.testkit.KekUnderTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is wrapped can be unwrapped, by this key and by no other one. */
interface WrappingContract {

    @Test
    default void unwrapping_gives_back_the_data_key_that_was_wrapped(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);

            assertThat(test.opensTo(key, wrapped, ROW)).isTrue();
        }
    }

    @Test
    default void unwrapping_gives_back_the_data_key_that_was_generated(KekUnderTest test) {
        try (GeneratedDataKey generated = test.generate(ROW)) {
            assertThat(test.opensTo(generated.key(), generated.wrapped(), ROW)).isTrue();
        }
    }

    @Test
    default void wrapping_one_data_key_twice_gives_different_bytes(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            assertThat(test.wrap(key, ROW).bytes())
                    .as("whoever reads two rows must not see that they share a data key")
                    .isNotEqualTo(test.wrap(key, ROW).bytes());
        }
    }

    @Test
    default void no_two_generated_data_keys_are_the_same(KekUnderTest test) {
        try (GeneratedDataKey one = test.generate(ROW);
                GeneratedDataKey other = test.generate(ROW)) {
            assertThat(one.key().sameBytesAs(other.key())).isFalse();
        }
    }

    @Test
    default void rewrapping_keeps_the_data_key(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey rewrapped = test.rewrap(test.wrap(key, ROW), ROW);

            assertThat(test.opensTo(key, rewrapped, ROW)).isTrue();
        }
    }

    @Test
    default void another_key_of_the_same_name_refuses_the_wrapped_key(KekUnderTest test) {
        test.assume(KekCapability.AUTHENTICATES);
        KeyEncryptionKey other = test.other();
        WrappedKey wrapped = test.wrapNew(ROW);

        assertThat(failureOf("unwrapping with another key", () -> other.unwrap(wrapped, ROW, test.deadline()))
                        .code())
                .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @Test
    default void another_key_of_the_same_name_does_not_get_the_data_key(KekUnderTest test) {
        assumeTrue(
                !test.can(KekCapability.AUTHENTICATES),
                "Skipped: the provider declares AUTHENTICATES, so that another key has to refuse");
        KeyEncryptionKey other = test.other();
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);

            assertThat(test.opensTo(key, other, wrapped, ROW)).isFalse();
        } catch (EnvelopeException e) {
            assertThat(e.code()).isIn(ErrorCode.WRAPPED_KEY_REFUSED, ErrorCode.NO_KEY_OF_TENANT);
        }
    }

    @Test
    default void wrapped_keys_carry_the_name_of_the_key(KekUnderTest test) {
        WrappedKey wrapped = test.wrapNew(ROW);
        WrappedKey rewrapped = test.rewrap(wrapped, ROW);
        try (GeneratedDataKey generated = test.generate(ROW)) {
            assertThat(List.of(wrapped, rewrapped, generated.wrapped()))
                    .extracting(WrappedKey::kekName)
                    .containsOnly(test.kek().name());
        }
    }

    @Test
    default void the_name_is_one_that_the_format_allows_and_stays_the_same(KekUnderTest test) {
        String name = WrappedKey.requireName(test.kek().name());

        test.wrapNew(ROW);

        assertThat(test.kek().name()).isEqualTo(name);
    }

    @Test
    default void the_capabilities_stay_the_same(KekUnderTest test) {
        Set<KekCapability> before = Set.copyOf(test.kek().capabilities());

        test.unwrap(test.wrapNew(ROW), ROW).close();

        assertThat(test.kek().capabilities()).isEqualTo(before);
    }

    @Test
    default void the_size_of_wrapped_keys_is_what_the_key_says(KekUnderTest test) {
        assumeTrue(
                test.kek().wrappedKeySize().isPresent(),
                "Skipped: the provider does not say how long its wrapped keys are");
        try (GeneratedDataKey generated = test.generate(ROW)) {
            assertThat(generated.wrapped().size())
                    .isEqualTo(test.kek().wrappedKeySize().orElseThrow());
        }
    }

    @Test
    default void many_threads_wrap_and_unwrap_at_once(KekUnderTest test) throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 10 * threads; i++) {
                EncryptionContext context = EncryptionContext.of("row", Integer.toString(i));
                results.add(executor.submit(() -> {
                    try (DataKey key = DataKey.generate()) {
                        return test.opensTo(key, test.wrap(key, context), context);
                    }
                }));
            }
            for (Future<Boolean> result : results) {
                // A limit, so that a deadlock fails the test rather than hang the build.
                assertThat(result.get(60, TimeUnit.SECONDS))
                        .as("each thread gets its own data key back")
                        .isTrue();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
