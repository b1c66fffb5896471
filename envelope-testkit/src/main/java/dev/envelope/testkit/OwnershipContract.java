package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.ROW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.WrapRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every data key has one owner, and only the owner closes it. */
interface OwnershipContract {

    @Test
    default void wrapping_leaves_the_callers_key_open(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            test.wrap(key, ROW);

            assertThat(key.isDestroyed()).isFalse();
        }
    }

    @Test
    default void wrapping_leaves_the_callers_key_unchanged(KekUnderTest test) {
        try (DataKey key = DataKey.generate();
                DataKey copy = key.use(bytes -> DataKey.takeFrom(bytes.clone()))) {
            test.wrap(key, ROW);

            assertThat(key.sameBytesAs(copy)).isTrue();
        }
    }

    @Test
    default void wrapping_a_batch_leaves_the_callers_keys_open(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            test.kek().wrapAll(List.of(new WrapRequest(key, ROW)), test.deadline());

            assertThat(key.isDestroyed()).isFalse();
        }
    }

    @Test
    default void a_closed_data_key_is_refused(KekUnderTest test) {
        DataKey key = DataKey.generate();
        key.close();

        assertThatThrownBy(() -> test.wrap(key, ROW))
                .as("32 zeros are no data key")
                .isInstanceOfAny(IllegalStateException.class, EnvelopeException.class);
    }

    @Test
    default void closing_an_unwrapped_key_leaves_the_next_one_alone(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);
            test.unwrap(wrapped, ROW).close();

            assertThat(test.opensTo(key, wrapped, ROW)).isTrue();
        }
    }

    @Test
    default void two_who_unwrapped_the_same_key_each_own_one(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = test.wrap(key, ROW);
            DataKey first = test.unwrap(wrapped, ROW);
            try (DataKey second = test.unwrap(wrapped, ROW)) {
                first.close();

                assertThat(second.isDestroyed()).isFalse();
            }
        }
    }

    @Test
    default void closing_a_generated_key_leaves_the_unwrapped_one_alone(KekUnderTest test) {
        GeneratedDataKey generated = test.generate(ROW);
        try (DataKey unwrapped = test.unwrap(generated.wrapped(), ROW)) {
            generated.close();

            assertThat(unwrapped.isDestroyed()).isFalse();
        }
    }

    @Test
    default void rewrapping_leaves_an_unwrapped_key_alone(KekUnderTest test) {
        WrappedKey wrapped = test.wrapNew(ROW);
        try (DataKey unwrapped = test.unwrap(wrapped, ROW)) {
            test.rewrap(wrapped, ROW);

            assertThat(unwrapped.isDestroyed()).isFalse();
        }
    }
}
