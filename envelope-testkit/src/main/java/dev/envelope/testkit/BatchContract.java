package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.ROW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Outcome;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.UnwrapRequest;
import dev.envelope.kek.WrapRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A batch has an outcome for each item, in order, and a bad item does not lose the good ones. */
interface BatchContract {

    @Test
    default void an_empty_batch_has_no_outcomes(KekUnderTest test) {
        assertThat(test.kek().generateDataKeys(List.of(), test.deadline())).isEmpty();
        assertThat(test.kek().wrapAll(List.of(), test.deadline())).isEmpty();
        assertThat(test.kek().unwrapAll(List.of(), test.deadline())).isEmpty();
        assertThat(test.kek().rewrapAll(List.of(), test.deadline())).isEmpty();
    }

    @Test
    default void a_batch_of_wraps_has_its_outcomes_in_order(KekUnderTest test) {
        List<DataKey> keys = newKeys();
        try {
            List<WrapRequest> requests = IntStream.range(0, keys.size())
                    .mapToObj(i -> new WrapRequest(keys.get(i), row(i)))
                    .toList();

            List<Outcome<WrappedKey>> outcomes = test.kek().wrapAll(requests, test.deadline());

            assertThat(outcomes).hasSameSizeAs(keys);
            for (int i = 0; i < keys.size(); i++) {
                assertThat(test.opensTo(keys.get(i), outcomes.get(i).orElseThrow(), row(i)))
                        .as("item %d opens to its data key", i)
                        .isTrue();
            }
        } finally {
            keys.forEach(DataKey::close);
        }
    }

    @Test
    default void a_batch_of_unwraps_has_its_outcomes_in_order(KekUnderTest test) {
        List<DataKey> keys = newKeys();
        try {
            List<Outcome<DataKey>> outcomes = test.kek().unwrapAll(wrapped(test, keys), test.deadline());

            assertThat(outcomes).hasSameSizeAs(keys);
            for (int i = 0; i < keys.size(); i++) {
                assertOpened(outcomes.get(i), keys.get(i), i);
            }
        } finally {
            keys.forEach(DataKey::close);
        }
    }

    @Test
    default void a_batch_of_rewraps_has_its_outcomes_in_order(KekUnderTest test) {
        List<DataKey> keys = newKeys();
        try {
            List<Outcome<WrappedKey>> outcomes = test.kek().rewrapAll(wrapped(test, keys), test.deadline());

            assertThat(outcomes).hasSameSizeAs(keys);
            for (int i = 0; i < keys.size(); i++) {
                assertThat(test.opensTo(keys.get(i), outcomes.get(i).orElseThrow(), row(i)))
                        .as("item %d opens to its data key", i)
                        .isTrue();
            }
        } finally {
            keys.forEach(DataKey::close);
        }
    }

    @Test
    default void a_batch_of_generated_data_keys_is_bound_to_its_contexts_in_order(KekUnderTest test) {
        List<EncryptionContext> contexts = List.of(row(0), row(1), row(2));

        List<Outcome<GeneratedDataKey>> outcomes = test.kek().generateDataKeys(contexts, test.deadline());

        assertThat(outcomes).hasSameSizeAs(contexts);
        for (int i = 0; i < contexts.size(); i++) {
            try (GeneratedDataKey generated = outcomes.get(i).orElseThrow()) {
                assertThat(test.opensTo(generated.key(), generated.wrapped(), contexts.get(i)))
                        .as("item %d opens with its context", i)
                        .isTrue();
            }
        }
    }

    @Test
    default void a_bad_item_does_not_lose_the_unwraps_beside_it(KekUnderTest test) {
        List<DataKey> keys = newKeys();
        try {
            List<Outcome<DataKey>> outcomes = test.kek().unwrapAll(withBadItem(wrapped(test, keys)), test.deadline());

            assertThat(outcomes).hasSameSizeAs(keys);
            assertOpened(outcomes.get(0), keys.get(0), 0);
            assertOpened(outcomes.get(2), keys.get(2), 2);
        } finally {
            keys.forEach(DataKey::close);
        }
    }

    @Test
    default void a_bad_item_fails_by_itself(KekUnderTest test) {
        List<DataKey> keys = newKeys();
        try {
            List<Outcome<DataKey>> outcomes = test.kek().unwrapAll(withBadItem(wrapped(test, keys)), test.deadline());

            assertThat(outcomes.get(1).failure().map(EnvelopeException::code)).hasValue(ErrorCode.WRAPPED_KEY_REFUSED);
            outcomes.forEach(outcome -> outcome.map(key -> {
                key.close();
                return key;
            }));
        } finally {
            keys.forEach(DataKey::close);
        }
    }

    @Test
    default void a_bad_item_does_not_lose_the_rewraps_beside_it(KekUnderTest test) {
        List<DataKey> keys = newKeys();
        try {
            List<Outcome<WrappedKey>> outcomes =
                    test.kek().rewrapAll(withBadItem(wrapped(test, keys)), test.deadline());

            assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, false, true);
        } finally {
            keys.forEach(DataKey::close);
        }
    }

    private static EncryptionContext row(int i) {
        return ROW.with("item", Integer.toString(i));
    }

    private static List<DataKey> newKeys() {
        return List.of(DataKey.generate(), DataKey.generate(), DataKey.generate());
    }

    private static List<UnwrapRequest> wrapped(KekUnderTest test, List<DataKey> keys) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> new UnwrapRequest(test.wrap(keys.get(i), row(i)), row(i)))
                .toList();
    }

    /** The same with a second item that no key can have wrapped: one byte. */
    private static List<UnwrapRequest> withBadItem(List<UnwrapRequest> good) {
        WrappedKey wrapped = good.get(1).wrapped();
        List<UnwrapRequest> requests = new ArrayList<>(good);
        requests.set(1, new UnwrapRequest(WrappedKey.of(wrapped.kekName(), wrapped.kekVersion(), new byte[1]), row(1)));
        return requests;
    }

    private static void assertOpened(Outcome<DataKey> outcome, DataKey expected, int i) {
        try (DataKey key = outcome.orElseThrow()) {
            assertThat(key.sameBytesAs(expected))
                    .as("item %d is its data key", i)
                    .isTrue();
        }
    }
}
