package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.ROW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rotated key opens what it wrapped before, and tells its versions apart if it says that it can. */
interface VersionContract {

    @Test
    default void wrapped_keys_carry_a_version(KekUnderTest test) {
        test.assume(KekCapability.REPORTS_VERSIONS);
        WrappedKey wrapped = test.wrapNew(ROW);
        WrappedKey rewrapped = test.rewrap(wrapped, ROW);
        try (GeneratedDataKey generated = test.generate(ROW)) {
            assertThat(List.of(wrapped, rewrapped, generated.wrapped()))
                    .extracting(WrappedKey::kekVersion)
                    .as("of a provider that declares REPORTS_VERSIONS")
                    .doesNotContain("");
        }
    }

    @Test
    default void the_current_version_is_the_one_that_wrapped_last(KekUnderTest test) {
        test.assume(KekCapability.REPORTS_VERSIONS);

        String version = test.wrapNew(ROW).kekVersion();

        assertThat(test.kek().currentVersion()).hasValue(version);
    }

    @Test
    default void the_current_version_is_the_one_that_generated_last(KekUnderTest test) {
        test.assume(KekCapability.REPORTS_VERSIONS);
        try (GeneratedDataKey generated = test.generate(ROW)) {
            assertThat(test.kek().currentVersion()).hasValue(generated.wrapped().kekVersion());
        }
    }

    @Test
    default void telling_the_current_version_asks_nobody(KekUnderTest test) {
        test.wrapNew(ROW);
        long before = test.serviceCalls();

        test.kek().currentVersion();

        assertThat(test.serviceCalls()).isEqualTo(before);
    }

    @Test
    default void what_was_wrapped_before_a_rotation_still_opens(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey old = test.wrap(key, ROW);
            KeyEncryptionKey rotated = test.rotated();

            assertThat(test.opensTo(key, rotated, old, ROW)).isTrue();
        }
    }

    @Test
    default void what_was_wrapped_before_a_rotation_still_opens_when_the_new_version_has_wrapped(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey old = test.wrap(key, ROW);
            KeyEncryptionKey rotated = test.rotated();
            rotated.wrap(key, ROW, test.deadline());

            assertThat(test.opensTo(key, rotated, old, ROW)).isTrue();
        }
    }

    @Test
    default void a_rotation_changes_the_version(KekUnderTest test) {
        test.assume(KekCapability.REPORTS_VERSIONS);
        try (DataKey key = DataKey.generate()) {
            WrappedKey old = test.wrap(key, ROW);
            KeyEncryptionKey rotated = test.rotated();

            assertThat(rotated.wrap(key, ROW, test.deadline()).kekVersion()).isNotEqualTo(old.kekVersion());
        }
    }

    @Test
    default void rewrapping_brings_the_current_version(KekUnderTest test) {
        test.assume(KekCapability.REPORTS_VERSIONS);
        try (DataKey key = DataKey.generate()) {
            WrappedKey old = test.wrap(key, ROW);
            KeyEncryptionKey rotated = test.rotated();
            String current = rotated.wrap(key, ROW, test.deadline()).kekVersion();

            assertThat(rotated.rewrap(old, ROW, test.deadline()).kekVersion()).isEqualTo(current);
        }
    }

    @Test
    default void rewrapping_after_a_rotation_keeps_the_data_key(KekUnderTest test) {
        try (DataKey key = DataKey.generate()) {
            WrappedKey old = test.wrap(key, ROW);
            KeyEncryptionKey rotated = test.rotated();

            WrappedKey rewrapped = rotated.rewrap(old, ROW, test.deadline());

            assertThat(test.opensTo(key, rotated, rewrapped, ROW)).isTrue();
        }
    }
}
