package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Outcome;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.UnwrapRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What succeeded in a batch is kept, whatever the status of its answer. */
@RequiresVault
class BatchTest {

    private Transit transit = Transit.of(TestVault.shared());

    @AfterEach
    void close() {
        transit.close();
    }

    @Test
    void unwraps_beside_a_refused_one_are_taken_from_an_answer_with_status_400() {
        VaultTransitKey kek = transit.kek();
        List<UnwrapRequest> items = new ArrayList<>(wrapped(kek, 3));
        items.set(1, new UnwrapRequest(items.get(1).wrapped(), ROW.with("another", "context")));

        List<Outcome<DataKey>> outcomes = kek.unwrapAll(items, soon());

        assertThat(codes(outcomes)).containsExactly("opened", "wrapped-key-refused", "opened");
        assertThat(status(outcomes.get(1))).isEqualTo(400);
    }

    @Test
    void rewraps_beside_a_refused_one_are_kept_and_its_error_is_found_in_an_answer_with_status_200() {
        transit.close();
        transit = Transit.of(TestVault.shared(), ContextBinding.DERIVED_KEY);
        VaultTransitKey kek = transit.kek();
        List<UnwrapRequest> items = new ArrayList<>(wrapped(kek, 3));
        items.set(1, new UnwrapRequest(items.get(1).wrapped(), ROW.with("another", "context")));

        List<Outcome<WrappedKey>> outcomes = kek.rewrapAll(items, soon());

        assertThat(codes(outcomes)).containsExactly("opened", "wrapped-key-refused", "opened");
        assertThat(status(outcomes.get(1))).isEqualTo(200);
    }

    @Test
    void each_item_has_its_own_reason() {
        VaultTransitKey kek = transit.kek();
        List<UnwrapRequest> items = new ArrayList<>(wrapped(kek, 1));
        transit.rotate();
        items.addAll(wrapped(kek, 2));
        transit.retireBefore(2);
        byte[] altered = items.get(2).wrapped().bytes();
        altered[20] ^= 1;
        items.set(2, new UnwrapRequest(WrappedKey.of("cards", "v2", altered), ROW));

        assertThat(codes(kek.unwrapAll(items, soon())))
                .containsExactly("kek-version-retired", "opened", "wrapped-key-refused");
    }

    @Test
    void a_batch_in_which_nothing_succeeds_has_a_reason_for_each() {
        VaultTransitKey kek = transit.kek();
        List<UnwrapRequest> items = wrapped(kek, 3).stream()
                .map(item -> new UnwrapRequest(item.wrapped(), EncryptionContext.none()))
                .toList();

        assertThat(codes(kek.unwrapAll(items, soon())))
                .containsExactly("wrapped-key-refused", "wrapped-key-refused", "wrapped-key-refused");
    }

    @Test
    void a_list_longer_than_one_request_takes_comes_back_in_order() {
        VaultTransitKey kek = transit.kek();
        List<EncryptionContext> contexts = IntStream.range(0, 600)
                .mapToObj(i -> EncryptionContext.of("row", Integer.toString(i)))
                .toList();
        List<GeneratedDataKey> made = kek.generateDataKeys(contexts, soon()).stream()
                .map(Outcome::orElseThrow)
                .toList();
        List<UnwrapRequest> items = IntStream.range(0, made.size())
                .mapToObj(i -> new UnwrapRequest(made.get(i).wrapped(), contexts.get(i)))
                .toList();

        List<Outcome<DataKey>> opened = kek.unwrapAll(items, soon());

        for (int i = 0; i < made.size(); i++) {
            try (GeneratedDataKey expected = made.get(i);
                    DataKey key = opened.get(i).orElseThrow()) {
                assertThat(key.sameBytesAs(expected.key())).as("item %d", i).isTrue();
            }
        }
    }

    private static List<UnwrapRequest> wrapped(VaultTransitKey kek, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new UnwrapRequest(Transit.wrapNew(kek), ROW))
                .toList();
    }

    private static List<String> codes(List<? extends Outcome<?>> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.failure()
                        .map(EnvelopeException::code)
                        .map(ErrorCode::toString)
                        .orElse("opened"))
                .toList();
    }

    private static int status(Outcome<?> outcome) {
        return ((VaultException) outcome.failure().orElseThrow().getCause()).status();
    }
}
